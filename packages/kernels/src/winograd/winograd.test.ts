import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fusion, outputMap, productProgram, runProgram, weightGradMap } from "../index.js";
import type { Convolution } from "../maps.js";
import { winogradGradientProgram } from "./gradientProgram.js";
import { winogradProgram } from "./program.js";
import { axisTiles, tiledAxis, winogradSetting, winogradSupports } from "./setting.js";
import { transforms } from "./transforms.js";

describe.each([
  [2, 3],
  [4, 3],
  [2, 5],
])("F(%i, %i)", (m, r) => {
  test("its matrices filter exactly", () => {
    const { output, filter, input } = transforms(m, r);
    const times = (matrix: readonly (readonly number[])[], v: number[]): number[] =>
      matrix.map((row) => row.reduce((sum, c, j) => sum + c * v[j], 0));
    const d = Array.from({ length: m + r - 1 }, (_, i) => ((i * 5) % 7) - 3);
    const g = Array.from({ length: r }, (_, i) => ((i * 3) % 5) - 1);
    const [u, v] = [times(filter, g), times(input, d)];
    const y = times(
      output,
      u.map((value, i) => value * v[i]),
    );
    for (let i = 0; i < m; i++)
      expect(y[i]).toBeCloseTo(
        g.reduce((sum, tap, k) => sum + tap * d[i + k], 0),
        12,
      );
  });
});

/** A bell-shaped sample, always the same. */
function normal(length: number, seed: number): Float32Array {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float32Array.from(
    { length },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

function exactOutput(g: Convolution, w: Float32Array, x: Float32Array): Float64Array {
  const [v, h] = g.axes;
  const y = new Float64Array(g.outGroup * v.output * h.output);
  for (let o = 0; o < g.outGroup; o++)
    for (let i = 0; i < v.output; i++)
      for (let j = 0; j < h.output; j++) {
        let sum = 0;
        for (let c = 0; c < g.inGroup; c++)
          for (let a = 0; a < v.kernel; a++)
            for (let b = 0; b < h.kernel; b++) {
              const [p, q] = [i + a * v.dilation - v.padding[0], j + b * h.dilation - h.padding[0]];
              if (p < 0 || q < 0 || p >= v.input || q >= h.input) continue;
              sum +=
                w[((o * g.inGroup + c) * v.kernel + a) * h.kernel + b] * x[(c * v.input + p) * h.input + q];
            }
        y[(o * v.output + i) * h.output + j] = sum;
      }
  return y;
}

/** By the definition in float64; dy reaches the taps whose windows it came from. */
function exactGradient(g: Convolution, x: Float32Array, dy: Float32Array): Float64Array {
  const [v, h] = g.axes;
  const dw = new Float64Array(g.outGroup * g.inGroup * v.kernel * h.kernel);
  for (let o = 0; o < g.outGroup; o++)
    for (let c = 0; c < g.inGroup; c++)
      for (let a = 0; a < v.kernel; a++)
        for (let b = 0; b < h.kernel; b++) {
          let sum = 0;
          for (let i = 0; i < v.output; i++)
            for (let j = 0; j < h.output; j++) {
              const [p, q] = [i + a * v.dilation - v.padding[0], j + b * h.dilation - h.padding[0]];
              if (p < 0 || q < 0 || p >= v.input || q >= h.input) continue;
              sum += dy[(o * v.output + i) * h.output + j] * x[(c * v.input + p) * h.input + q];
            }
          dw[((o * g.inGroup + c) * v.kernel + a) * h.kernel + b] = sum;
        }
  return dw;
}

const planes = (
  [height, width]: readonly number[],
  kernel: number,
  padding: number,
  channels: readonly number[],
): Convolution => ({
  batch: 1,
  groups: 1,
  inGroup: channels[0],
  outGroup: channels[1],
  axes: [height, width].map((input) => ({
    input,
    output: input + 2 * padding - kernel + 1,
    kernel,
    stride: 1,
    dilation: 1,
    padding: [padding, padding] as const,
  })),
});

const worst = (found: Float32Array, exact: Float64Array): number =>
  found.reduce((most, value, i) => Math.max(most, Math.abs(value - exact[i])), 0);

/** Root of the mean square. */
const meanError = (found: Float32Array, exact: Float64Array): number =>
  Math.sqrt(found.reduce((sum, value, i) => sum + (value - exact[i]) ** 2, 0) / exact.length);

describe("error", () => {
  test.each([
    [2, 3, 1],
    [4, 3, 3],
    [2, 5, 3],
  ])("F(%i, %i) errs at most %i times as much as the direct product in float32", (m, r, factor) => {
    for (const channels of [16, 64, 256]) {
      const g = planes([14, 14], r, 1, [channels, 8]);
      const [x, w] = [normal(channels * 196, channels), normal(8 * channels * r * r, channels + 1)];
      const exact = exactOutput(g, w, x);
      const [fast, direct] = [new Float32Array(exact.length), new Float32Array(exact.length)];
      runProgram(winogradProgram(winogradSetting("output", g, m)), 1, [x, w], fast);
      runProgram(productProgram(outputMap(g)), 1, [x, w], direct);
      expect(worst(fast, exact)).toBeLessThan(factor * worst(direct, exact));
    }
  });
});

test.each([
  [2, 3, [7, 14, 28, 56]],
  [4, 3, [12, 14, 28, 56]],
  [2, 5, [20, 28, 56]],
])(
  "F(%i, %i)'s weight gradient errs at most 3 times as much as the direct product, on maps it supports",
  (m, r, sizes) => {
    for (const size of sizes) {
      const g = planes([size, size], r, (r - 1) / 2, [16, 8]);
      expect(winogradSupports(g, m, "weightGrad")).toBe(true);
      const [x, dy] = [normal(16 * size * size, size), normal(8 * size * size, size + 1)];
      const exact = exactGradient(g, x, dy);
      const [fast, direct] = [new Float32Array(exact.length), new Float32Array(exact.length)];
      runProgram(winogradGradientProgram(winogradSetting("output", g, m)), 1, [x, dy], fast);
      runProgram(productProgram(weightGradMap(g)), 1, [x, dy], direct);
      expect(meanError(fast, exact)).toBeLessThan(3 * meanError(direct, exact));
    }
  },
);

test("weight gradients of small maps are left to direct sums", () => {
  const reason = (m: number, r: number, size: number): true | string =>
    winogradSupports(planes([size, size], r, (r - 1) / 2, [1, 1]), m, "weightGrad");
  expect(reason(4, 3, 11)).toBe("sums of 121 products are less exact than direct ones until there are 144");
  expect(reason(2, 5, 19)).toBe("sums of 361 products are less exact than direct ones until there are 400");
  expect(reason(2, 3, 1)).toBe(true);
});

test("every size from 3 to 20, with padding 0 to 2, fused or not", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 20 }),
      fc.integer({ min: 3, max: 20 }),
      fc.integer({ min: 0, max: 2 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(2, 4),
      fc.boolean(),
      (height, width, padding, inGroup, outGroup, m, fused) => {
        const g = planes([height, width], 3, padding, [inGroup, outGroup]);
        const [x, w] = [normal(inGroup * height * width, 3), normal(9 * inGroup * outGroup, 4)];
        const exact = exactOutput(g, w, x);
        const y = new Float32Array(exact.length + 2).fill(1e9);
        const own = y.subarray(1, 1 + exact.length).fill(0);
        runProgram(winogradProgram(winogradSetting("output", g, m), {}, fused), 1, [x, w], own);
        expect([y[0], y[y.length - 1]]).toEqual([1e9, 1e9]);
        expect(worst(own, exact)).toBeLessThan(1e-4);
        const dy = normal(exact.length, 5);
        const dw = new Float32Array(w.length);
        runProgram(winogradGradientProgram(winogradSetting("output", g, m), fused), 1, [x, dy], dw);
        expect(worst(dw, exactGradient(g, x, dy))).toBeLessThan(1e-4 * Math.sqrt(height * width));
      },
    ),
    { numRuns: 150, seed: 1 },
  );
});

test("values that overflow only inside a tile are computed directly", () => {
  const g = planes([8, 8], 3, 1, [1, 1]);
  const x = new Float32Array(64);
  x[0] = 3e38;
  const y = new Float32Array(64);
  runProgram(winogradProgram(winogradSetting("output", g, 4)), 1, [x, new Float32Array(9).fill(1)], y);
  expect([y[0], y[1], y[9], y[2], y[63]]).toEqual([x[0], x[0], x[0], 0, 0]);
});

test("a value that is not finite reaches only the weights that read it", () => {
  const g = planes([9, 7], 3, 0, [6, 5]);
  const bad = Number.POSITIVE_INFINITY;
  const run = (x: Float32Array, dy: Float32Array): Float32Array => {
    const dw = new Float32Array(6 * 5 * 9);
    runProgram(winogradGradientProgram(winogradSetting("output", g, 4)), 1, [x, dy], dw);
    return dw;
  };
  const [x, dy] = [normal(6 * 63, 1), normal(5 * 35, 2)];
  const spoilt = (dw: Float32Array): number[] =>
    [...dw].flatMap((value, i) => (Number.isFinite(value) ? [] : [i]));
  // x[c, 0, 0] meets only the first tap, and x[c, 8, 6] only the last.
  const [first, last] = [x.slice(), x.slice()];
  first[2 * 63] = last[3 * 63 - 1] = bad;
  expect(spoilt(run(first, dy))).toEqual([0, 1, 2, 3, 4].map((o) => (o * 6 + 2) * 9));
  expect(spoilt(run(last, dy))).toEqual([0, 1, 2, 3, 4].map((o) => (o * 6 + 2) * 9 + 8));
  dy[3 * 35 + 17] = bad;
  expect(spoilt(run(x, dy))).toEqual(Array.from({ length: 54 }, (_, i) => 3 * 54 + i));
  // What stays finite is as exact as ever.
  const [exact, found] = [exactGradient(g, first, normal(5 * 35, 2)), run(first, normal(5 * 35, 2))];
  exact.forEach((value, i) => {
    if (Number.isFinite(value)) expect(Math.abs(found[i] - value)).toBeLessThan(1e-4);
    else expect(found[i]).toBe(value);
  });
});

test("a weight gradient of no sources or no targets is empty", () => {
  for (const channels of [
    [0, 3],
    [3, 0],
  ]) {
    const s = winogradSetting("output", planes([8, 8], 3, 1, channels), 4);
    const dw = new Float32Array(0);
    const [x, dy] = channels.map((count) => new Float32Array(64 * count));
    runProgram(winogradGradientProgram(s), 1, [x, dy], dw);
  }
});

test("samples add up in the weight gradient", () => {
  const g = { ...planes([6, 5], 3, 1, [3, 2]), batch: 3 };
  const [x, dy] = [normal(3 * 90, 1), normal(3 * 60, 2)];
  const [sum, one] = [new Float32Array(54), new Float32Array(54)];
  const program = winogradGradientProgram(winogradSetting("output", g, 4));
  const expected = new Float64Array(54);
  for (let n = 0; n < 3; n++) {
    runProgram(program, 1, [x.slice(90 * n, 90 * (n + 1)), dy.slice(60 * n, 60 * (n + 1))], one);
    one.forEach((value, i) => {
      expected[i] += value;
    });
  }
  runProgram(program, 3, [x, dy], sum);
  expect(worst(sum, expected)).toBeLessThan(1e-5);
});

test("what is fused is what separate operations compute, also where a tile is computed directly", () => {
  const fusions: Fusion[] = [false, true].flatMap((bias) =>
    [false, true].flatMap((residual) =>
      [undefined, [-1, 2] as const].map((clamp) => ({ bias, residual, clamp })),
    ),
  );
  for (const [height, width, m] of [
    [13, 8, 4],
    [7, 9, 2],
  ])
    for (const fusion of fusions)
      for (const constant of [false, true]) {
        const g = planes([height, width], 3, 1, [3, 10]);
        const size = height * width;
        const [x, w, b, other] = [3 * size, 270, 10, 10 * size].map(normal);
        x[size + 5] = 1e38;
        w[0] = 3;
        const run = (how: Fusion, ...inputs: Float32Array[]): Float32Array => {
          const y = new Float32Array(10 * size);
          runProgram(winogradProgram(winogradSetting("output", g, m), how), 1, [x, w, ...inputs], y);
          return y;
        };
        const expected = run({ constant }).map((sum, i) => {
          const biased = fusion.bias ? Math.fround(sum + b[Math.floor(i / size)]) : sum;
          const added = fusion.residual ? Math.fround(biased + other[i]) : biased;
          return fusion.clamp ? Math.min(Math.max(added, fusion.clamp[0]), fusion.clamp[1]) : added;
        });
        const inputs = [...(fusion.bias ? [b] : []), ...(fusion.residual ? [other] : [])];
        expect(run({ ...fusion, constant }, ...inputs)).toEqual(expected);
      }
});

test("what is told of tiles without a list is what the list says", () => {
  for (let output = 1; output <= 23; output++)
    for (let dilation = 1; dilation <= 4; dilation++)
      for (const m of [2, 4]) {
        const tiles = axisTiles(output, dilation, m, 3);
        const { phases, length, count, whole } = tiledAxis(output, dilation, m, 3);
        expect(count).toBe(tiles.length);
        expect(whole).toBe(tiles.filter(({ exist }) => exist === m).length);
        expect(phases * length).toBeGreaterThanOrEqual(
          Math.max(...tiles.map(({ placed }) => placed)) + m + 2,
        );
        const outputs = tiles.flatMap((tile) =>
          Array.from({ length: tile.exist }, (_, i) => tile.output + i * dilation),
        );
        expect(outputs.sort((a, b) => a - b)).toEqual(Array.from({ length: output }, (_, i) => i));
      }
});
