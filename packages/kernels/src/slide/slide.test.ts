import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Convolution, type Fusion, Machine, type Program, type WindowAxis } from "../index.js";
import { lineBytes } from "../machine.js";
import { slideProgram, slideWeightGradProgram } from "./program.js";

const axis = fc
  .record({
    input: fc.integer({ min: 1, max: 13 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    padding: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  })
  .map((a): WindowAxis => {
    const room = a.input + a.padding[0] + a.padding[1] - a.dilation * (a.kernel - 1) - 1;
    return { ...a, output: Math.floor(room / a.stride) + 1 };
  })
  .filter(({ output }) => output > 0);

const convolutions = fc.record({
  batch: fc.constant(1),
  groups: fc.integer({ min: 1, max: 11 }),
  inGroup: fc.integer({ min: 0, max: 3 }),
  outGroup: fc.integer({ min: 0, max: 3 }),
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
});
const fusions = fc.record({
  bias: fc.boolean(),
  residual: fc.boolean(),
  clamp: fc.constantFrom(undefined, [-2, 3] as const),
});

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
const sizesOf = ({ groups, inGroup, outGroup, axes }: Convolution) => {
  const of = (name: "input" | "output" | "kernel"): number => product(axes.map((a) => a[name]));
  return {
    x: groups * inGroup * of("input"),
    y: groups * outGroup * of("output"),
    w: groups * inGroup * outGroup * of("kernel"),
  };
};

/** Calls `visit` with the offsets of every element, weight and result that meet, padding left out. */
function eachMeeting(
  { groups, inGroup, outGroup, axes }: Convolution,
  visit: (x: number, w: number, y: number) => void,
): void {
  const along = (depth: number, x: number, w: number, y: number): void => {
    if (depth === axes.length) {
      visit(x, w, y);
      return;
    }
    const { input, output, kernel, stride, dilation, padding } = axes[depth];
    for (let o = 0; o < output; o++)
      for (let t = 0; t < kernel; t++) {
        const i = o * stride + t * dilation - padding[0];
        if (i >= 0 && i < input) along(depth + 1, x * input + i, w * kernel + t, y * output + o);
      }
  };
  for (let o = 0; o < groups * outGroup; o++)
    for (let c = 0; c < inGroup; c++) along(0, Math.floor(o / outGroup) * inGroup + c, o * inGroup + c, o);
}

/** Small whole numbers: sums are exact in any order. */
const whole = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * 7 + seed * 5) % 11) - 5);

const canary = 1e9;

/** Runs a program in a memory of its own, whose parts lie between canaries. */
function runGuarded(program: Program, inputs: readonly Float32Array[]): Float32Array {
  const machine = new Machine(2 ** 26);
  let next = 64;
  const take = (elements: number): number => {
    const here = next;
    next += lineBytes(elements) + 64;
    return here;
  };
  const at = {
    operands: program.operands.map(({ size }) => take(size)),
    prepared: take(program.prepared),
    shared: take(program.shared),
    tables: program.tables.map(take),
  };
  const scratch = take(program.scratch);
  machine.ensure(next + 8 * 256 * program.steps);
  const floats = new Float32Array(machine.memory.buffer).fill(Number.NaN);
  const around = [
    ...at.operands.map((here, i) => [here, program.operands[i].size]),
    [scratch, program.scratch],
  ];
  for (const [here, size] of around)
    for (const side of [here / 4 - 1, here / 4 + size]) floats[side] = canary;
  inputs.forEach((input, i) => {
    floats.set(input, at.operands[i] / 4);
  });
  machine.writeTables(program, at);
  const prepare = machine.load(program.prepare(at), next);
  const run = machine.load(program.run(at, false), next + 256 * program.steps);
  machine.run(prepare, scratch);
  const result = program.operands.length - 1;
  const read = () =>
    floats.slice(at.operands[result] / 4, at.operands[result] / 4 + program.operands[result].size);
  machine.run(run, scratch);
  const once = read();
  machine.run(run, scratch);
  expect(new Int32Array(read().buffer)).toEqual(new Int32Array(once.buffer));
  for (const [here, size] of around)
    expect([floats[here / 4 - 1], floats[here / 4 + size]]).toEqual([canary, canary]);
  inputs.forEach((input, i) => {
    expect(floats.slice(at.operands[i] / 4, at.operands[i] / 4 + input.length)).toEqual(input);
  });
  return once;
}

const finished = (
  y: Float32Array,
  channels: number,
  { bias, residual, clamp }: Fusion,
  b: Float32Array,
  r: Float32Array,
) =>
  y.map((value, i) => {
    const channel = Math.floor(i / (y.length / channels));
    const total = value + (bias ? b[channel] : 0) + (residual ? r[i] : 0);
    return clamp ? Math.min(Math.max(total, clamp[0]), clamp[1]) : total;
  });

describe.each([true, false])("fused: %s", (fused) => {
  test.each(["output", "inputGrad"] as const)("%s for any setting, with all that is fused", (kind) => {
    fc.assert(
      fc.property(convolutions, fusions, (g, fusion) => {
        const size = sizesOf(g);
        const isOutput = kind === "output";
        const [from, to] = isOutput ? [size.x, size.y] : [size.y, size.x];
        const channels = g.groups * (isOutput ? g.outGroup : g.inGroup);
        const [source, w] = [whole(from, 1), whole(size.w, 2)];
        const [b, r] = [whole(channels, 3), whole(to, 4)];
        const exact = new Float32Array(to);
        eachMeeting(g, (x, t, y) => {
          if (isOutput) exact[y] += source[x] * w[t];
          else exact[x] += source[y] * w[t];
        });
        const program = slideProgram(kind, g, fusion, fused);
        const inputs = [source, w, ...(fusion.bias ? [b] : []), ...(fusion.residual ? [r] : [])];
        expect(runGuarded(program, inputs)).toEqual(finished(exact, channels, fusion, b, r));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("weightGrad for any setting", () => {
    fc.assert(
      fc.property(convolutions, (g) => {
        const size = sizesOf(g);
        const [x, dy] = [whole(size.x, 1), whole(size.y, 2)];
        const exact = new Float32Array(size.w);
        eachMeeting(g, (i, t, o) => {
          exact[t] += x[i] * dy[o];
        });
        expect(runGuarded(slideWeightGradProgram(g, fused), [x, dy])).toEqual(exact);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
