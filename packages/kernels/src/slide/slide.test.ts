import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Convolution, type Fusion, type Program, runProgram, type WindowAxis } from "../index.js";
import { slideSupports } from "./cost.js";
import { slideProgram, slideWeightGradProgram } from "./program.js";

function withOutput(a: Omit<WindowAxis, "output">): WindowAxis {
  const room = a.input + a.padding[0] + a.padding[1] - a.dilation * (a.kernel - 1) - 1;
  return { ...a, output: Math.floor(room / a.stride) + 1 };
}

const axis = fc
  .record({
    input: fc.integer({ min: 1, max: 13 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    padding: fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })),
  })
  .map(withOutput)
  .filter(({ output }) => output > 0);

const any = fc.record({
  batch: fc.constant(1),
  groups: fc.integer({ min: 1, max: 11 }),
  inGroup: fc.integer({ min: 0, max: 3 }),
  outGroup: fc.integer({ min: 0, max: 3 }),
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
});
/** Single channels and small windows, which may be read in place. */
const depthwise = fc.record({
  batch: fc.constant(1),
  groups: fc.integer({ min: 1, max: 11 }),
  inGroup: fc.constant(1),
  outGroup: fc.integer({ min: 1, max: 2 }),
  axes: fc
    .array(
      fc.record({
        input: fc.integer({ min: 1, max: 21 }),
        kernel: fc.integer({ min: 1, max: 3 }),
        stride: fc.integer({ min: 1, max: 2 }),
        dilation: fc.integer({ min: 1, max: 2 }),
        padding: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((axes) => axes.map(withOutput))
    .filter((axes) => axes.every(({ output }) => output > 0)),
});
const convolutions = fc.oneof(any, depthwise);
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

/** What a program makes of one sample. */
function result(program: Program, inputs: readonly Float32Array[]): Float32Array {
  const y = new Float32Array(program.operands[program.operands.length - 1].size);
  runProgram(program, 1, inputs, y);
  return y;
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
        expect(result(program, inputs)).toEqual(finished(exact, channels, fusion, b, r));
      }),
      { numRuns: 200, seed: 1 },
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
        expect(result(slideWeightGradProgram(g, fused), [x, dy])).toEqual(exact);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

test("what is not finite reaches only the results whose windows read it", () => {
  const values = [1, -1, 2, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const odd = (size: number, seed: number): Float32Array =>
    whole(size, seed).map((value, i) =>
      (i * 13 + seed) % 17 < 3 ? values[3 + ((i + seed) % 3)] : value || 1,
    );
  const nonZero = (size: number, seed: number): Float32Array => whole(size, seed).map((value) => value || 1);
  fc.assert(
    fc.property(convolutions, (g) => {
      const size = sizesOf(g);
      const [w, x] = [nonZero(size.w, 2), odd(size.x, 1)];
      // Padding is zero, and meets every weight and every dy: those stay finite where there is some.
      const padded = g.axes.some(({ padding }) => padding[0] + padding[1] > 0);
      const dy = (padded ? nonZero : odd)(size.y, 3);
      const [y, dx, dw] = [size.y, size.x, size.w].map((length) => new Float32Array(length));
      eachMeeting(g, (i, t, o) => {
        y[o] += x[i] * w[t];
        dw[t] += x[i] * dy[o];
      });
      const from = odd(size.y, 5);
      eachMeeting(g, (i, t, o) => {
        dx[i] += from[o] * w[t];
      });
      expect(result(slideProgram("output", g), [x, w])).toEqual(y);
      expect(result(slideProgram("inputGrad", g), [from, w])).toEqual(dx);
      expect(result(slideWeightGradProgram(g), [x, dy])).toEqual(dw);
    }),
    { numRuns: 200, seed: 2 },
  );
});

test("work is told at once for shapes of any size, and refused where there are too many weights or phases", () => {
  const axis = {
    input: 2 ** 30,
    output: 2 ** 30,
    kernel: 3,
    stride: 1,
    dilation: 1,
    padding: [1, 1] as const,
  };
  const one = { batch: 1, groups: 1, inGroup: 1, outGroup: 1, axes: [axis] };
  expect(slideSupports("output", one)).toBe(true);
  expect(slideSupports("output", { ...one, axes: [{ ...axis, kernel: 5000 }] })).toBe(
    "5000 weights meet in a group, more than 4096",
  );
  const strided = { ...one, axes: [{ ...axis, stride: 100, output: 10_737_419 }] };
  expect(slideSupports("output", strided)).toBe(true);
  expect(slideSupports("inputGrad", strided)).toBe("its stride has 100 phases, more than 64");
});
