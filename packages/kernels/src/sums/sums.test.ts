import fc from "fast-check";
import { expect, test } from "vitest";
import { runProgram, sumLayout, sumProgram } from "../index.js";

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
const stepsOf = (shape: readonly number[]): number[] => shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));

function check(shape: readonly number[], summed: readonly boolean[], divisor: number): void {
  const kept = shape.map((extent, axis) => (summed[axis] ? 1 : extent));
  const x = Float32Array.from({ length: sizeOf(shape) + 1 }, (_, i) => ((i * 7) % 11) - 4.5).subarray(1);
  const expected = new Float64Array(sizeOf(kept));
  const [steps, outSteps] = [stepsOf(shape), stepsOf(kept)];
  x.forEach((value, at) => {
    const index = shape.map((extent, axis) => Math.floor(at / steps[axis]) % extent);
    const out = index.reduce((sum, i, axis) => sum + (summed[axis] ? 0 : i * outSteps[axis]), 0);
    expected[out] += value;
  });
  const all = new Float32Array(expected.length + 2).fill(1e9);
  runProgram(sumProgram(sumLayout(shape, kept), divisor), 1, [x], all.subarray(1, 1 + expected.length));
  expect([...all]).toEqual([1e9, ...Float32Array.from(expected, (sum) => sum / divisor), 1e9]);
}

test("sums over any axes of arrays of any shape", () => {
  const axis = fc.tuple(fc.integer({ min: 0, max: 19 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 4 }), fc.constantFrom(1, 3), (axes, divisor) =>
      check(
        axes.map(([extent]) => extent),
        axes.map(([, summed]) => summed),
        divisor,
      ),
    ),
    { numRuns: 150, seed: 1 },
  );
});

test("rows and columns of every length, and of several items", () => {
  for (let length = 1; length <= 17; length++) {
    check([3, length], [false, true], 1);
    check([3, length], [true, false], 1);
  }
  check([5, 9001], [false, true], 1);
  check([3, 700, 5], [true, false, true], 1);
  check([2, 9, 131], [false, true, false], 2);
});

test("in float64: a float32 sum of ones stalls at 2²⁴", () => {
  const size = 2 ** 24 + 8;
  const y = new Float32Array(1);
  runProgram(sumProgram(sumLayout([size], [1]), 1), 1, [new Float32Array(size).fill(1)], y);
  expect(y[0]).toBe(size);
});

test("infinity and NaN spoil their own sums alone", () => {
  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  const y = new Float32Array(3);
  runProgram(sumProgram(sumLayout([3, 2], [3, 1]), 1), 1, [Float32Array.of(1, inf, inf, -inf, nan, 1)], y);
  expect([...y]).toEqual([inf, nan, nan]);
});
