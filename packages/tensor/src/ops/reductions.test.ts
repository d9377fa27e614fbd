import { describe, expect, test } from "vitest";
import { ones, tensor, zeros } from "../create.js";
import type { Tensor } from "../tensor.js";
import { argMax, argMin, max, min } from "./max.js";
import { pick, place } from "./pick.js";
import { mean, sum } from "./sum.js";

const { NaN: nan, NEGATIVE_INFINITY: minusInfinity } = Number;

test("float32 sums do not stall at 2²⁴", () => {
  const size = 2 ** 24 + 10;
  const x = ones([size]);
  expect([sum(x).item(), mean(x).item()]).toEqual([size, 1]);
});

test("axes and keepDims", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(sum(x).toArray()).toBe(21);
  expect(sum(x, { keepDims: true }).toArray()).toEqual([[21]]);
  expect(sum(x, { axes: -1 }).toArray()).toEqual([6, 15]);
  expect(mean(x, { axes: [0], keepDims: true }).toArray()).toEqual([[2.5, 3.5, 4.5]]);
  expect(sum(x, { axes: [] }).toArray()).toEqual(x.toArray());
  expect(max(tensor(5)).item()).toBe(5);
});

describe("max and min", () => {
  const ties = tensor([
    [2, 7, 7],
    [7, 2, 2],
  ]);

  const gradient = (op: typeof max, x: Tensor): number[] => {
    const { operation } = op;
    const params = operation.params({}, [x]);
    const [dx] = operation.vjp(params, { inputs: [x], outputs: [op(x)], dy: [tensor(10)], wanted: [true] });
    return (dx as Tensor).toArray();
  };

  test("point at, and pull back to, the first of equals in row-major order", () => {
    expect([argMax(ties).item(), argMin(ties).item()]).toEqual([1, 0]);
    expect(argMax(ties, { axes: 0 }).toArray()).toEqual([1, 0, 0]);
    expect(gradient(max, ties)).toEqual([
      [0, 10, 0],
      [0, 0, 0],
    ]);
    expect(gradient(min, ties)).toEqual([
      [10, 0, 0],
      [0, 0, 0],
    ]);
  });

  test("count the place among several axes row-major", () => {
    const x = tensor([
      [
        [1, 2],
        [0, 0],
      ],
      [
        [9, 0],
        [0, 8],
      ],
    ]);
    expect(argMax(x, { axes: [0, 2] }).toArray()).toEqual([2, 3]);
  });

  test("NaN wins wherever it stands; −∞ alone is a maximum", () => {
    for (const x of [
      [nan, 1, 5],
      [1, nan, 5],
      [1, 5, nan],
    ]) {
      expect([max(tensor(x)).item(), min(tensor(x)).item()]).toEqual([nan, nan]);
      expect(argMax(tensor(x)).item()).toBe(x.findIndex(Number.isNaN));
    }
    expect(max(tensor([minusInfinity, minusInfinity])).item()).toBe(minusInfinity);
    expect(gradient(max, tensor([minusInfinity, minusInfinity]))).toEqual([10, 0]);
  });

  test("indices are int32", () => expect(argMax(ties).dtype).toBe("int32"));
});

test("errors", () => {
  const x = zeros([2, 0, 3]);
  expect(() => max(x, { axes: 1 })).toThrow(
    "max: x has shape [2, 0, 3] but the reduced axes 1 must hold an element",
  );
  expect(() => mean(x)).toThrow(
    "mean: x has shape [2, 0, 3] but the reduced axes 0, 1, 2 must hold an element",
  );
  expect(() => mean(x.to("int32"))).toThrow(
    'mean: x is int32 but must be float32 or float64; convert it with .to("float32")',
  );
  expect(() => sum(x, 1 as never)).toThrow(
    "sum: options is 1 but must be an object: the options are axes, keepDims",
  );
  expect(() => sum(x, { keepdims: true } as never)).toThrow("did you mean keepDims?");
  expect(() => sum(x, { keepDims: 1 } as never)).toThrow("sum: keepDims is 1 but must be true or false");
  expect(() => sum(x, { axes: 3 })).toThrow(
    "sum: axes is 3 but must be distinct whole numbers from -3 to 2 for rank 3",
  );
});

test("pick and place refuse indices that do not fit", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const at = (data: number[]): Tensor => tensor(data, [data.length], "int32");
  expect(() => pick(x, at([0, 2]), { axes: 1 })).toThrow("pick: indices hold 2 but must be from 0 to 1");
  expect(() => pick(x, at([0]), { axes: 1 })).toThrow(
    "pick: indices has shape [1] but [2, 2] without axes 1 is [2]",
  );
  expect(() => pick(x, tensor([0, 1]), { axes: 1 })).toThrow(
    'pick: indices is float32 but must be int32; convert it with .to("int32")',
  );
  expect(() => place(tensor([1, 2, 3]), at([0, 1]), { shape: [2, 2], axes: 1 })).toThrow(
    "place: values has shape [3] but [2, 2] without axes 1 is [2]",
  );
});
