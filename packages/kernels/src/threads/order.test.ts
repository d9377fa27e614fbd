/**
 * What threads rely on: the items of a step may run in any order, whatever lies in scratch. So each program runs with
 * its items in another order, and with scratch that another thread has filled with NaN.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runProgram } from "../eager.js";
import { descriptorWords, lineBytes, Machine } from "../machine.js";
import { type Convolution, inputGradMap, outputMap, weightGradMap } from "../maps.js";
import { productProgram } from "../product/program.js";
import type { Fusion, Program } from "../program.js";
import { slideSupports } from "../slide/cost.js";
import { slideProgram, slideWeightGradProgram } from "../slide/program.js";
import { winogradGradientProgram } from "../winograd/gradientProgram.js";
import { winogradProgram } from "../winograd/program.js";
import { winogradSetting, winogradSupports } from "../winograd/setting.js";

const fill = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(12.9898 * i + seed));

/** The numbers below `count` in an order that `seed` says. */
function shuffled(count: number, seed: number): number[] {
  const key = (i: number): number => Math.sin(78.233 * i + seed);
  return Array.from({ length: count }, (_, i) => i).sort((a, b) => key(a) - key(b));
}

/** The result of one sample. */
function runShuffled(program: Program, inputs: readonly Float32Array[], seed: number): Float32Array {
  const machine = new Machine(2 ** 26);
  let next = 0;
  const take = (size: number): number => {
    const here = next;
    next += lineBytes(size);
    machine.ensure(next);
    return here;
  };
  const operands = program.operands.map(({ size }) => take(size));
  const [prepared, shared] = [take(program.prepared), take(program.shared)];
  const at = { operands, prepared, shared, tables: program.tables.map(take) };
  const [scratch, descriptors] = [take(program.scratch), take(descriptorWords * program.steps)];
  const floats = new Float32Array(machine.memory.buffer).fill(Number.NaN);
  for (const [i, input] of inputs.entries()) floats.set(input, operands[i] / 4);
  machine.writeTables(program, at);
  for (const step of machine.load([...program.prepare(at), ...program.run(at, false)], descriptors))
    for (const item of shuffled(step.items, seed)) {
      floats.fill(Number.NaN, scratch / 4, scratch / 4 + program.scratch);
      step.routine(scratch, step.descriptor, item);
    }
  const [place, { size }] = [operands[inputs.length], program.operands[inputs.length]];
  return floats.slice(place / 4, place / 4 + size);
}

function check(program: Program, seed: number): void {
  const inputs = program.operands.slice(0, -1).map(({ size }, i) => fill(size, i));
  const expected = new Float32Array(program.operands[inputs.length].size);
  runProgram(program, 1, inputs, expected);
  expect(runShuffled(program, inputs, seed)).toEqual(expected);
}

const whole = (min: number, max: number) => fc.integer({ min, max });
const seeds = whole(0, 1000);

const axis = (most: number) =>
  fc
    .record({
      input: whole(1, most),
      kernel: whole(1, 5),
      stride: whole(1, 3),
      dilation: whole(1, 2),
      padding: fc.tuple(whole(0, 2), whole(0, 2)),
    })
    .map(({ input, kernel, stride, dilation, padding: [begin, end] }) => {
      const output = Math.floor((input + begin + end - dilation * (kernel - 1) - 1) / stride) + 1;
      return { input, output, kernel, stride, dilation, padding: [begin, end] as const };
    })
    .filter(({ output }) => output > 0);

const convolution: fc.Arbitrary<Convolution> = fc.record({
  batch: fc.constant(1),
  groups: whole(1, 3),
  inGroup: fc.oneof(whole(1, 5), whole(30, 70)),
  outGroup: fc.oneof(whole(1, 9), whole(90, 130)),
  axes: fc.tuple(axis(9), axis(31)),
});

const fusion: fc.Arbitrary<Fusion> = fc.record({
  bias: fc.boolean(),
  residual: fc.boolean(),
  clamp: fc.constantFrom(undefined, [-1, 2] as const),
  constant: fc.boolean(),
});

const kinds: readonly [
  name: string,
  programOf: (g: Convolution, how: Fusion, odd: boolean) => Program | undefined,
][] = [
  ["products: output", (g, how) => productProgram(outputMap(g), how)],
  ["products: input gradient", (g, how) => productProgram(inputGradMap(g), how)],
  ["products: weight gradient", (g) => productProgram(weightGradMap(g))],
  [
    "Winograd",
    (g, how, odd) => {
      const kernel = odd ? 3 : 5;
      const axes = g.axes.map((a) => {
        const output = a.input + a.padding[0] + a.padding[1] - a.dilation * (kernel - 1);
        return { ...a, kernel, stride: 1, output };
      });
      if (axes.some(({ output }) => output < 1)) return;
      const m = odd && g.groups > 1 ? 4 : 2;
      expect(winogradSupports({ ...g, axes }, m)).toBe(true);
      const kind = g.inGroup % 2 ? "output" : "inputGrad";
      return how.residual && !how.constant
        ? winogradGradientProgram(winogradSetting("output", { ...g, axes }, m))
        : winogradProgram(winogradSetting(kind, { ...g, axes }, m), how);
    },
  ],
  [
    "slides: output and input gradient",
    (g, how, odd) => {
      const kind = odd ? "output" : "inputGrad";
      return slideSupports(kind, g) === true ? slideProgram(kind, g, how) : undefined;
    },
  ],
  [
    "slides: weight gradient",
    (g) => (slideSupports("weightGrad", g) === true ? slideWeightGradProgram(g) : undefined),
  ],
];

describe("the items of a step may run in any order", () => {
  test.each(kinds)("%s", (_, programOf) => {
    fc.assert(
      fc.property(convolution, fusion, fc.boolean(), seeds, (g, how, odd, seed) => {
        const program = programOf(g, how, odd);
        fc.pre(program !== undefined);
        check(program!, seed);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});
