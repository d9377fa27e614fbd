import { grad } from "@convkit/autograd";
import { mul, sum, type Tensor, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { maxPool2dWithIndices, maxUnpool1d, maxUnpool2d } from "../index.js";

const places = (...values: number[]): Tensor => tensor(values, [1, 1, values.length], "int32");

test("puts maxima back where they stood, once where two windows share one", () => {
  const x = tensor([1, 2, 6, 3, 5, 4, 7, 0, 0, 0, 8, 1], [1, 2, 2, 3], "float64");
  const { y, indices } = maxPool2dWithIndices(x, { kernel: 2, stride: [2, 1] });
  expect(maxUnpool2d(y, indices, { inputSize: [2, 3] }).toArray()).toEqual([
    [
      [
        [0, 0, 6],
        [0, 5, 0],
      ],
      [
        [0, 0, 0],
        [0, 8, 0],
      ],
    ],
  ]);
});

test("of several values in one place the last stays, and alone has a gradient", () => {
  const y = tensor([1, 2, 3], [1, 1, 3], "float64");
  const f = (y: Tensor): Tensor => maxUnpool1d(y, places(2, 0, 2), { inputSize: 4 });
  expect(f(y).toArray()).toEqual([[[2, 0, 3, 0]]]);
  const weighted = (y: Tensor): Tensor => sum(mul(f(y), tensor([10, 20, 30, 40], [1, 1, 4], "float64")));
  expect(grad(weighted)(y).toArray()).toEqual([[[0, 10, 30]]]);
});

test("errors", () => {
  const y = tensor([1, 2], [1, 1, 2]);
  expect(() => maxUnpool1d(y, places(0, 4), { inputSize: 4 })).toThrow(
    "maxUnpool1d: indices hold 4 but must be from 0 to 3, positions in a plane of 4",
  );
  expect(() => maxUnpool1d(y, places(0), { inputSize: 4 })).toThrow(
    "maxUnpool1d: indices have shape [1, 1, 1] but must have y's shape [1, 1, 2]",
  );
  expect(() => maxUnpool1d(y, y, { inputSize: 4 })).toThrow(
    'maxUnpool1d: indices is float32 but must be int32; convert it with .to("int32")',
  );
  expect(() => maxUnpool1d(y, places(0, 1), {} as never)).toThrow(
    "maxUnpool1d: inputSize is missing but must be a whole number ≥ 1",
  );
});
