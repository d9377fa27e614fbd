import { grad, vjp } from "@convkit/autograd";
import { sum, type Tensor, tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import {
  type MaxPoolOptions,
  maxPool1d,
  maxPool1dIndices,
  maxPool2d,
  maxPool2dIndices,
  maxPool2dWithIndices,
  maxPool3d,
  outputSize,
} from "../index.js";

const { NEGATIVE_INFINITY: low, NaN: nan } = Number;
const line = (...values: number[]): Tensor => tensor(values, [1, 1, values.length], "float64");
const gradient = (x: Tensor, options: MaxPoolOptions): number[][][] =>
  grad((x: Tensor) => sum(maxPool1d(x, options)))(x).toArray();

describe("values", () => {
  test("F39: padding never wins", () => {
    expect(maxPool1d(line(-1, -1), { kernel: 3, stride: 1, padding: 1 }).toArray()).toEqual([[[-1, -1]]]);
  });

  test("F41: NaN wins wherever it stands", () => {
    for (const row of [line(1, nan, 5, 6), line(nan, 1, 5, 6), line(1, 5, 6, nan)])
      expect(maxPool1d(row, { kernel: 4 }).toArray()).toEqual([[[nan]]]);
  });

  test("F43: dilation with padding", () => {
    const y = maxPool1d(line(1, 9, 2, 8, 3, 7, 4, 6, 5), { kernel: 2, stride: 1, dilation: 2, padding: 1 });
    expect(y.toArray()).toEqual([[[9, 2, 9, 3, 8, 4, 7, 5, 6]]]);
  });

  test("F44: the stride is the kernel where it is left out", () => {
    expect(maxPool2d(tensor(new Float32Array(24), [1, 1, 4, 6]), { kernel: [2, 3] }).shape).toEqual([
      1, 1, 2, 2,
    ]);
  });

  test("F45: padding is limited by the window's extent, not by its kernel", () => {
    const x = tensor(new Float64Array(81), [1, 1, 9, 9]);
    expect(maxPool2d(x, { kernel: 3, stride: 1, dilation: 2, padding: 2 }).shape).toEqual([1, 1, 9, 9]);
  });

  test("F50: kernel 1 keeps its stride", () => {
    expect(maxPool1d(line(1, 2, 3, 4, 5), { kernel: 1, stride: 2 }).toArray()).toEqual([[[1, 3, 5]]]);
  });

  test("int32 stays int32", () => {
    const y = maxPool1d(tensor([-3, -2], [1, 1, 2], "int32"), { kernel: 2 });
    expect([y.dtype, y.item()]).toEqual(["int32", -2]);
  });
});

test("F35: ceilMode drops a window that would start in the end padding", () => {
  const size = (n: number, kernel: number, stride: number, padding: number): number =>
    outputSize(n, { kernel, stride, padding, ceilMode: true });
  expect([size(5, 2, 2, 1), size(5, 3, 3, 1), size(8, 3, 4, 0), size(64, 3, 2, 1)]).toEqual([3, 2, 2, 33]);
  expect(size(2, 3, 2, 0)).toBe(1); // even the first window may hang over
  expect(maxPool1d(line(1, 2), { kernel: 3, stride: 2, ceilMode: true }).toArray()).toEqual([[[2]]]);
});

describe("gradient", () => {
  test("F40: a window that is all −∞ gives its gradient to its first element", () => {
    const { value, pullback } = vjp((x: Tensor) => maxPool1d(x, { kernel: 2 }), line(low, low, 1, 2));
    expect(value.toArray()).toEqual([[[low, 2]]]);
    expect(pullback(line(3, 4))[0].toArray()).toEqual([[[3, 0, 0, 4]]]);
  });

  test("F41: to one NaN, the first", () => {
    expect(gradient(line(1, nan, 5, nan), { kernel: 4 })).toEqual([[[0, 1, 0, 0]]]);
  });

  test("F42: ties go to the first, are shared, or go to all", () => {
    const x = line(1, 2, 2, 2);
    expect(gradient(x, { kernel: 4 })).toEqual([[[0, 1, 0, 0]]]);
    expect(gradient(x, { kernel: 4, ties: "shared" })).toEqual([[[0, 1 / 3, 1 / 3, 1 / 3]]]);
    expect(gradient(x, { kernel: 4, ties: "all" })).toEqual([[[0, 1, 1, 1]]]);
  });

  test("ties: NaN with NaN, and −0 with 0", () => {
    expect(gradient(line(nan, 1, nan), { kernel: 3, ties: "shared" })).toEqual([[[0.5, 0, 0.5]]]);
    expect(gradient(line(-0, 0), { kernel: 2, ties: "all" })).toEqual([[[1, 1]]]);
  });
});

describe("indices", () => {
  test("are row-major positions in the channel's plane, of the first maximum", () => {
    const x = tensor([1, 5, 5, 2, 0, 9, 7, 8, -1, -1, -1, -1], [1, 2, 2, 3], "float32");
    const { y, indices } = maxPool2dWithIndices(x, { kernel: 2, stride: 1 });
    expect(y.toArray()).toEqual([[[[5, 9]], [[8, 8]]]]);
    expect(indices.toArray()).toEqual([[[[1, 5]], [[1, 1]]]]);
    expect(indices.dtype).toBe("int32");
  });

  test("never point into the padding (F40)", () => {
    const x = tensor([low, low, low, low], [1, 1, 2, 2]);
    expect(maxPool2dIndices(x, { kernel: 2, stride: 2, padding: 1 }).toArray()).toEqual([
      [
        [
          [0, 1],
          [2, 3],
        ],
      ],
    ]);
    expect(maxPool1dIndices(line(low, low), { kernel: 2 }).item()).toBe(0);
  });
});

test("batch 0 is empty", () => {
  expect(maxPool3d(tensor([], [0, 2, 3, 4, 5]), { kernel: 2 }).shape).toEqual([0, 2, 1, 2, 2]);
});

describe("errors", () => {
  const x = tensor(new Float32Array(16), [1, 1, 4, 4]);
  test.each([
    [
      { kernel: 2, padding: [2, 0] },
      "maxPool2d: window 0 along the height covers padding only (height 4, kernel 2, dilation 1, padding [2, 2]) but must hold an input element; pad less or use a larger kernel",
    ],
    [
      { kernel: 6 },
      "maxPool2d: window 6 (kernel 6, dilation 1) exceeds padded height 4 (4 + 0 + 0) but must fit inside it; pad 2 more or use a smaller kernel",
    ],
    [{ kernel: 0 }, "maxPool2d: kernel is 0 but must be a whole number ≥ 1, or 2 of them"],
    [{}, "maxPool2d: kernel is missing but must be a whole number ≥ 1, or 2 of them"],
    [{ kernel: 2, stride: 1.5 }, "maxPool2d: stride is 1.5 but must be a whole number ≥ 1, or 2 of them"],
    [{ kernel: 2, ceilMode: 1 }, "maxPool2d: ceilMode is 1 but must be true or false"],
    [{ kernel: 2, ties: "last" }, 'maxPool2d: ties is "last" but must be "first", "shared" or "all"'],
    [
      { kernel: 2, strides: 1 },
      "maxPool2d: there is no option strides (the options are kernel, stride, padding, dilation, ceilMode, ties); did you mean stride?",
    ],
  ])("%j", (options, message) => {
    expect(() => maxPool2d(x, options as MaxPoolOptions)).toThrow(message);
  });

  test("rank", () => {
    expect(() => maxPool1d(x, { kernel: 2 })).toThrow(
      "maxPool1d: x has shape [1, 1, 4, 4] of rank 4 but must have rank 3: [N, C, …]",
    );
  });
});
