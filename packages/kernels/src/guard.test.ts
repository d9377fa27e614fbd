/**
 * No routine reads or writes outside its parts: each part in turn ends where the memory ends, so that a step too far
 * traps, and what lies between the parts stays as it was.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runProgram } from "./eager.js";
import { broadcastLayout } from "./elementwise/layout.js";
import { elementwiseProgram } from "./elementwise/program.js";
import { softmaxProgram } from "./elementwise/softmax.js";
import { descriptorWords, Machine } from "./machine.js";
import { type Convolution, inputGradMap, outputMap, weightGradMap } from "./maps.js";
import { normProgram } from "./norm/program.js";
import { avgPoolGradProgram, avgPoolProgram, maxPoolGradProgram, maxPoolProgram } from "./pool/program.js";
import { productProgram } from "./product/program.js";
import type { Fusion, Places, Program } from "./program.js";
import { slideProgram, slideWeightGradProgram } from "./slide/program.js";
import { sumLayout } from "./sums/layout.js";
import { sumProgram } from "./sums/program.js";
import { winogradGradientProgram } from "./winograd/gradientProgram.js";
import { winogradProgram } from "./winograd/program.js";
import { winogradSetting, winogradSupports } from "./winograd/setting.js";

const gap = 64;
const untouched = 0x7fa5a5a5; // a NaN: what is read from here spoils the result

const random = (length: number, seed: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed));

const partSizes = ({ operands, prepared, shared, tables, scratch }: Program): number[] => [
  ...operands.map(({ size }) => size),
  ...[prepared, shared, ...tables, scratch],
];

/** Runs one sample with part `last` at the memory's end. */
function runAtEnd(program: Program, inputs: readonly Float32Array[], last: number): Float32Array {
  const sizes = partSizes(program);
  const descriptors = 4 * descriptorWords * program.steps;
  const bytes = sizes.reduce((sum, size) => sum + 4 * size + gap, descriptors + gap);
  const machine = new Machine(bytes + 65536);
  machine.ensure(bytes);
  const integers = new Int32Array(machine.memory.buffer).fill(untouched);
  let next = descriptors + gap;
  const at = sizes.map((size, part) => {
    if (part === last) return machine.bytes - 4 * size;
    const here = next;
    next += 4 * size + gap;
    return here;
  });
  const inputCount = program.operands.length;
  const places: Places = {
    operands: at.slice(0, inputCount),
    prepared: at[inputCount],
    shared: at[inputCount + 1],
    tables: at.slice(inputCount + 2, -1),
  };
  const floats = new Float32Array(machine.memory.buffer);
  inputs.forEach((input, i) => {
    floats.set(input, at[i] / 4);
  });
  machine.writeTables(program, places);
  const scratch = at[at.length - 1];
  const steps = [...program.prepare(places), ...program.run(places, false)];
  machine.run(machine.load(steps, 0), scratch);
  const result = floats.slice(at[inputCount - 1] / 4, at[inputCount - 1] / 4 + sizes[inputCount - 1]);
  sizes.forEach((size, part) => {
    const end = (at[part] + 4 * size) / 4;
    if (part !== last)
      expect([...integers.subarray(end, end + gap / 4)]).toEqual(new Array(gap / 4).fill(untouched));
  });
  return result;
}

function check(program: Program): void {
  const inputs = program.operands.slice(0, -1).map(({ size }, i) => random(size, i));
  const expected = new Float32Array(program.operands[inputs.length].size);
  runProgram(program, 1, inputs, expected);
  for (let part = 0; part < partSizes(program).length; part++)
    expect(runAtEnd(program, inputs, part)).toEqual(expected);
}

const axisUpTo = (max: number) =>
  fc
    .record({
      input: fc.integer({ min: 1, max }),
      kernel: fc.integer({ min: 1, max: 3 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.integer({ min: 1, max: 2 }),
      padding: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    })
    .map((a) => ({
      ...a,
      output:
        Math.floor((a.input + a.padding[0] + a.padding[1] - a.dilation * (a.kernel - 1) - 1) / a.stride) + 1,
    }))
    .filter(({ output }) => output > 0);

const convolution: fc.Arbitrary<Convolution> = fc.record({
  batch: fc.constant(1),
  groups: fc.integer({ min: 1, max: 3 }),
  inGroup: fc.integer({ min: 1, max: 4 }),
  outGroup: fc.integer({ min: 1, max: 7 }),
  axes: fc.tuple(axisUpTo(7), axisUpTo(24)),
});

const fusion: fc.Arbitrary<Fusion> = fc.record({
  bias: fc.boolean(),
  residual: fc.boolean(),
  clamp: fc.constantFrom(undefined, [0, 6] as const),
  constant: fc.boolean(),
});

const maps = { output: outputMap, "input gradient": inputGradMap };

describe("nothing outside the parts is read or written", () => {
  test.each(Object.entries(maps))("product: %s", (_, map) => {
    fc.assert(
      fc.property(convolution, fusion, (g, how) => check(productProgram(map(g), how))),
      { numRuns: 60, seed: 1 },
    );
  });

  test("product: weight gradient", () => {
    fc.assert(
      fc.property(convolution, (g) => check(productProgram(weightGradMap(g)))),
      { numRuns: 60, seed: 1 },
    );
  });

  const few = convolution.map((g) => ({ ...g, inGroup: g.inGroup % 3, outGroup: g.outGroup % 3 }));

  test.each(["output", "inputGrad"] as const)("sliding: %s", (kind) => {
    fc.assert(
      fc.property(few, fusion, (g, how) => check(slideProgram(kind, g, how))),
      { numRuns: 60, seed: 1 },
    );
    const plane = { kernel: 3, stride: 1, dilation: 1, padding: [1, 1] as const };
    // Read in place.
    for (let size = 1; size < 20; size++) {
      const axis = { ...plane, input: size, output: size };
      check(slideProgram(kind, { batch: 1, groups: 2, inGroup: 1, outGroup: 1, axes: [axis, axis] }));
    }
  });

  test("sliding: weight gradient", () => {
    fc.assert(
      fc.property(few, (g) => check(slideWeightGradProgram(g))),
      { numRuns: 60, seed: 1 },
    );
  });

  test("pooling", () => {
    fc.assert(
      fc.property(convolution, ({ groups, axes }) => {
        const outputs = axes.reduce((all, { output }) => all * output, 1);
        check(maxPoolProgram({ channels: groups, axes }));
        check(avgPoolProgram({ channels: groups, axes }, () => random(outputs, 5)));
        check(maxPoolGradProgram({ channels: groups, axes }));
        check(avgPoolGradProgram({ channels: groups, axes }, () => random(outputs, 5)));
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  const extents = fc.array(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 3 });
  const masks = fc.nat(7);
  const kept = (shape: readonly number[], mask: number): number[] =>
    shape.map((extent, axis) => ((mask >> axis) & 1 ? 1 : extent));

  test("element-wise, sums, softmax", () => {
    fc.assert(
      fc.property(extents, masks, masks, (shape, one, two) => {
        const layout = broadcastLayout(shape, [kept(shape, one), kept(shape, two)]);
        check(elementwiseProgram({ formula: "sub", layout }));
        check(
          elementwiseProgram({ formula: "silu", layout: broadcastLayout(shape, [shape]), clamp: [0, 6] }),
        );
        check(sumProgram(sumLayout(shape, kept(shape, one)), 3));
        check(
          softmaxProgram(
            shape.slice(1).reduce((a, b) => a * b, 1),
            shape[0],
          ),
        );
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("normalisations", () => {
    const small = fc.integer({ min: 1, max: 3 });
    const view = fc.tuple(small, small, small, fc.integer({ min: 1, max: 19 }));
    const moments = fc.constantFrom("own" as const, "given" as const, "told" as const);
    fc.assert(
      fc.property(view, fc.boolean(), fc.nat(2), moments, (view, acrossSamples, some, moments) => {
        // A variance by chance below 0 would make NaN of its channel, whose bits may differ.
        const epsilon = 2;
        check(normProgram({ view, acrossSamples, epsilon, affine: moments === "told" ? 0 : some, moments }));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test.each([2, 4])("Winograd, m = %i", (m) => {
    fc.assert(
      fc.property(
        convolution,
        fusion,
        fc.constantFrom("output" as const, "inputGrad" as const),
        (any, how, kind) => {
          const axes = any.axes.map((a) => ({
            ...a,
            kernel: 3,
            stride: 1,
            output: a.input + a.padding[0] + a.padding[1] - 2 * a.dilation,
          }));
          fc.pre(axes.every(({ output }) => output > 0));
          const g = { ...any, axes };
          fc.pre(winogradSupports(g, m) === true);
          check(winogradProgram(winogradSetting(kind, g, m), how));
          check(winogradGradientProgram(winogradSetting("output", g, m)));
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});
