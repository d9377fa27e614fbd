import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  broadcastLayout,
  type Elementwise,
  elementwiseProgram,
  elementwiseSupports,
  type FormulaName,
  runElementwise,
  runProgram,
} from "../index.js";

/** What each formula means, on single numbers in float64; `within` how many 2⁻²³ of the value where roundings lie between. */
const meanings: Record<FormulaName, { f: (...x: number[]) => number; within?: number }> = {
  copy: { f: (x) => x },
  neg: { f: (x) => -x },
  abs: { f: Math.abs },
  square: { f: (x) => x * x },
  sqrt: { f: Math.sqrt },
  relu: { f: (x) => Math.max(x, 0) },
  clamp: { f: (x) => Math.min(Math.max(x, -0.5), 1.5) },
  hardSigmoid: { f: (x) => Math.min(Math.max(x + 3, 0), 6) / 6, within: 2 },
  hardSwish: { f: (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6, within: 2 },
  leakyRelu: { f: (x) => (x > 0 ? x : -0.5 * x) },
  exp: { f: Math.exp, within: 0.6 },
  sigmoid: { f: (x) => 1 / (1 + Math.exp(-x)), within: 1.5 },
  silu: { f: (x) => x / (1 + Math.exp(-x)), within: 1.9 },
  tanh: { f: Math.tanh, within: 1.2 },
  add: { f: (a, b) => a + b },
  sub: { f: (a, b) => a - b },
  mul: { f: (a, b) => a * b },
  div: { f: (a, b) => a / b },
  maximum: { f: Math.max },
  minimum: { f: Math.min },
  greater: { f: (a, b) => Number(a > b) },
  less: { f: (a, b) => Number(a < b) },
  equal: { f: (a, b) => Number(a === b) },
  where: { f: (condition, a, b) => (condition ? a : b) },
};
const names = Object.keys(meanings) as FormulaName[];
const constants: Partial<Record<FormulaName, number[]>> = { clamp: [-0.5, 1.5], leakyRelu: [-0.5] };

type Run = (operation: Elementwise, inputs: Float32Array[], result: Float32Array) => void;
const runs: [string, Run][] = [
  ["piece by piece", runElementwise],
  [
    "as a program",
    (operation, inputs, result) => runProgram(elementwiseProgram(operation), 1, inputs, result),
  ],
];

const canary = 1e9;
/** Values of every kind; the array begins one element after the start of its buffer. */
function values(size: number, seed: number): Float32Array {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  const special = [0, -0, nan, infinity, -infinity, 1e-45, -1e-40, 3.4e38, -3.4e38, 0.1, -2.5, 7];
  const all = new Float32Array(size + 1);
  for (let i = 0; i < size; i++) {
    const at = (i * seed + (i >> 3)) % 29;
    all[i + 1] = at < special.length ? special[at] : Math.fround((at - 18) / 3);
  }
  return all.subarray(1);
}

const stepsOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function check(
  run: Run,
  formula: FormulaName,
  shape: readonly number[],
  own: readonly (readonly number[])[],
): void {
  const inputs = own.map((operand, i) => values(sizeOf(operand), [7, 11, 13][i]));
  const size = sizeOf(shape);
  const all = new Float32Array(size + 2).fill(canary);
  const y = all.subarray(1, size + 1);
  run({ formula, layout: broadcastLayout(shape, own), constants: constants[formula] }, inputs, y);
  expect([all[0], all[size + 1]]).toEqual([canary, canary]);
  const steps = stepsOf(shape);
  const { f, within } = meanings[formula];
  for (let at = 0; at < size; at++) {
    const operands = own.map((operand, i) => {
      const index = shape
        .map((extent, axis) => Math.floor(at / steps[axis]) % extent)
        .slice(-operand.length || shape.length);
      const offsets = stepsOf(operand).map((step, axis) => (operand[axis] === 1 ? 0 : step * index[axis]));
      return inputs[i][offsets.reduce((a, b) => a + b, 0)];
    });
    const expected = Math.fround(f(...operands));
    const near =
      within && Math.abs(y[at] - expected) <= Math.max(2e-45, within * 2 ** -23 * Math.abs(expected));
    if (!Object.is(y[at], expected) && !near) expect(y[at], `${formula} of ${operands}`).toBe(expected);
  }
}

describe.each(runs)("%s", (_, run) => {
  test.each(names)("%s, tails of every length", (formula) => {
    const count = meanings[formula].f.length || 2;
    for (let length = 1; length <= 37; length++)
      check(
        run,
        formula,
        [length],
        Array.from({ length: count }, () => [length]),
      );
  });

  test("stretched operands of every kind", () => {
    const extent = fc.integer({ min: 1, max: 5 });
    const axis = fc.tuple(extent, fc.boolean(), fc.boolean());
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 5 }), fc.nat(4), fc.nat(4), (axes, dropA, dropB) => {
        const shape = axes.map(([extent]) => extent);
        const a = axes.map(([extent, keeps]) => (keeps ? extent : 1));
        const b = axes.map(([extent, keeps, other]) => (other || !keeps ? extent : 1));
        const leading = (own: number[], most: number): number[] => {
          const ones = own.findIndex((extent) => extent !== 1);
          return own.slice(Math.min(most, ones < 0 ? own.length : ones));
        };
        check(run, "sub", shape, [leading(a, dropA), leading(b, dropB)]);
        check(run, "div", shape, [leading(b, dropB), leading(a, dropA)]);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("more than one piece: of a long row, of many rows, by channel", () => {
    check(run, "add", [20001], [[20001], [1]]);
    check(run, "add", [3, 9001], [[9001], [3, 1]]);
    check(
      run,
      "mul",
      [3, 1100, 7],
      [
        [3, 1100, 7],
        [1100, 1],
      ],
    );
    check(run, "relu", [2, 8193], [[2, 8193]]);
  });

  test("a clamped sum", () => {
    const y = new Float32Array(3);
    const layout = broadcastLayout([3], [[3], [1]]);
    run({ formula: "add", layout, clamp: [0, 6] }, [Float32Array.of(-3, 2, 9), Float32Array.of(1)], y);
    expect([...y]).toEqual([0, 3, 6]);
  });

  test("no elements", () => {
    run(
      { formula: "add", layout: broadcastLayout([0, 3], [[0, 3], [3]]) },
      [new Float32Array(0), values(3, 7)],
      new Float32Array(0),
    );
  });
});

test.each(["exp", "sigmoid", "silu", "tanh"] as const)("%s, densely over all float32", (formula) => {
  // A prime apart: all exponents, and mantissas of every kind.
  const bits = Uint32Array.from({ length: Math.ceil(2 ** 32 / 10007) }, (_, i) => 10007 * i);
  const x = new Float32Array(bits.buffer);
  const y = new Float32Array(x.length);
  runElementwise({ formula, layout: broadcastLayout([x.length], [[x.length]]) }, [x], y);
  const { f, within = 0 } = meanings[formula];
  x.forEach((value, i) => {
    const exact = f(value);
    const near = Math.abs(y[i] - exact) <= Math.max(2 ** -149, within * 2 ** -23 * Math.abs(exact));
    if (!near && !Object.is(y[i], Math.fround(exact))) expect(y[i], `${formula}(${value})`).toBe(exact);
  });
});

test("rows run as far as they can", () => {
  const kinds = (shape: number[], ...own: number[][]) => {
    const { rows, length, sources } = broadcastLayout(shape, own);
    return [rows, length, ...sources.map(({ kind }) => kind)];
  };
  expect(kinds([2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5])).toEqual([1, 120, "whole", "whole"]);
  expect(kinds([2, 3, 4, 5], [2, 3, 4, 5], [])).toEqual([1, 120, "whole", "number"]);
  expect(kinds([2, 3, 4, 5], [2, 3, 4, 5], [3, 1, 1])).toEqual([6, 20, "whole", "number"]);
  expect(kinds([2, 3, 4, 5], [2, 3, 4, 5], [4, 5])).toEqual([6, 20, "whole", "row"]);
  expect(kinds([3, 4], [3, 1], [4])).toEqual([3, 4, "number", "row"]);
});

test("what would take more than the memory for it is refused, with the bytes", () => {
  const huge = broadcastLayout([2, 2 ** 23], [[2, 2 ** 23], [2 ** 23]]);
  expect(elementwiseSupports({ formula: "add", layout: huge })).toBe(
    "what is stretched takes 33 MiB, more than 16",
  );
});
