import { grad } from "@convkit/autograd";
import { ones, sum, type Tensor, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { type AvgPoolOptions, avgPool1d, avgPool2d, globalAvgPool, globalMaxPool } from "../index.js";

const line = (...values: number[]): Tensor => tensor(values, [1, 1, values.length], "float64");
const gradient = (x: Tensor, options: AvgPoolOptions): number[][][] =>
  grad((x: Tensor) => sum(avgPool1d(x, options)))(x).toArray();

test("F36, F37: what hangs over the end is not counted, forward or backward", () => {
  const options = { kernel: 2, ceilMode: true };
  expect(avgPool1d(line(1, 2, 3, 4, 5), options).toArray()).toEqual([[[1.5, 3.5, 5]]]);
  expect(gradient(line(1, 2, 3, 4, 5), options)).toEqual([[[0.5, 0.5, 0.5, 0.5, 1]]]);
});

test("F36: padding counts, the overhang beyond it does not", () => {
  // Windows of 3 from −1 and from 2; positions −1 and 4 are padding, and a third would start outside.
  const options = { kernel: 3, stride: 3, padding: 1, ceilMode: true };
  expect(avgPool1d(line(3, 6, 9, 12), options).toArray()).toEqual([[[3, 7]]]);
  expect(avgPool1d(line(3, 6, 9, 12, 15), { ...options, stride: 4 }).toArray()).toEqual([[[3, 9]]]);
  expect(avgPool1d(line(3, 6, 9), { kernel: 4, stride: 3, padding: 1, ceilMode: true }).toArray()).toEqual([
    [[4.5, 4.5]],
  ]);
});

test("F38: padding counts by default", () => {
  const options = { kernel: 3, stride: 1, padding: 1 };
  const corner = (y: Tensor): number => y.data[0];
  expect(corner(avgPool2d(ones([1, 1, 2, 2], "float64"), options))).toBe(4 / 9);
  expect(corner(avgPool2d(ones([1, 1, 2, 2]), { ...options, countIncludePad: false }))).toBe(1);
});

test("with dilation the taps are counted, not their extent", () => {
  const options = { kernel: 3, stride: 1, dilation: 2, padding: 2 };
  expect(avgPool1d(line(1, 2, 4), options).toArray()).toEqual([[[5 / 3, 2 / 3, 5 / 3]]]);
  expect(avgPool1d(line(1, 2, 4), { ...options, countIncludePad: false }).toArray()).toEqual([
    [[2.5, 2, 2.5]],
  ]);
  expect(avgPool1d(line(1, 2, 4), { kernel: 2, stride: 2, dilation: 2, ceilMode: true }).toArray()).toEqual([
    [[2.5]],
  ]);
});

test("divisor replaces the count", () => {
  const options = { kernel: 2, padding: 1, divisor: 4 };
  expect(avgPool1d(line(1, 2), options).toArray()).toEqual([[[0.25, 0.5]]]);
  expect(gradient(line(1, 2), options)).toEqual([[[0.25, 0.25]]]);
});

test("F49: a float32 mean does not stall", () => {
  const x = ones([1, 1, 5000, 5000]);
  expect(Math.abs(globalAvgPool(x).item() - 1)).toBeLessThan(1e-6);
});

test("global pooling keeps the axes", () => {
  const x = tensor([1, 5, 3, -1, -5, -3], [1, 2, 1, 3]);
  expect(globalAvgPool(x).toArray()).toEqual([[[[3]], [[-3]]]]);
  expect(globalMaxPool(x).toArray()).toEqual([[[[5]], [[-1]]]]);
  expect(() => globalAvgPool(ones([2, 3]))).toThrow(
    "globalAvgPool: x has shape [2, 3] but must be [N, C, …1 to 3 spatial axes], none of them empty",
  );
});

test("errors", () => {
  const x = line(1, 2, 3);
  const run = (options: object) => () => avgPool1d(x, { kernel: 2, ...options });
  expect(run({ divisor: 0 })).toThrow("avgPool1d: divisor is 0 but must be a finite number other than 0");
  expect(run({ countIncludePad: 1 })).toThrow("avgPool1d: countIncludePad is 1 but must be true or false");
  expect(run({ countIncludePadding: true })).toThrow(
    "avgPool1d: there is no option countIncludePadding (the options are kernel, stride, padding, dilation, ceilMode, countIncludePad, divisor); did you mean countIncludePad?",
  );
  expect(() => avgPool1d(x.to("int32"), { kernel: 2 })).toThrow(
    'avgPool1d: x is int32 but must be float32 or float64; convert it with .to("float32")',
  );
});
