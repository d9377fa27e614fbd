import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outputMap, productProgram, runProgram } from "../index.js";
import type { Convolution } from "../maps.js";
import { winogradProgram } from "./program.js";
import { axisTiles, tiledAxis, winogradSetting } from "./setting.js";
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
