import { grad } from "@convkit/autograd";
import { mul, randn, reshape, sum, type Tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { conv1d, conv2d, convMatrix, convToFc, fcToConv, flatten, linear } from "./index.js";

const random = (shape: number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });

test("a fully-connected layer and its convolution give the same bits", () => {
  const [x, w, bias] = [random([2, 3, 4, 5], 1), random([6, 60], 2), random([6], 3)];
  const kernel = fcToConv(w, { inputShape: [3, 4, 5] });
  expect(kernel.shape).toEqual([6, 3, 4, 5]);
  expect(conv2d(x, kernel, { bias }).data).toEqual(linear(flatten(x), w, { bias }).data);
  expect(conv2d(random([1, 3, 6, 8], 4), kernel).shape).toEqual([1, 6, 3, 4]); // it slides over a larger map
});

describe("a convolution and its fully-connected layer", () => {
  const options = {
    stride: [2, 1],
    dilation: [1, 2],
    groups: 2,
    padding: [
      [1, 0],
      [0, 1],
    ] as const,
  };
  const [x, w, bias] = [random([3, 4, 5, 6], 5), random([6, 2, 3, 2], 6), random([6], 7)];
  const layer = convToFc(w, { ...options, inputSize: [5, 6], bias });

  test("agree", () => {
    const y = conv2d(x, w, { ...options, bias });
    const flat = linear(flatten(x), layer.weight, { bias: layer.bias });
    expect(flat.shape).toEqual([3, y.size / 3]);
    flat.data.forEach((value, index) => {
      expect(value).toBeCloseTo(y.data[index], 12);
    });
  });

  test("the layer is the convolution's matrix", () => {
    const matrix = convMatrix(w, { ...options, inputSize: [5, 6] }).toDense();
    expect(layer.weight.shape).toEqual(matrix.shape);
    expect(layer.weight.toArray()).toEqual(matrix.toArray());
  });

  test("the way there and back is exact", () => {
    const kernel = random([2, 3, 4], 8);
    const { weight, bias } = convToFc(kernel, { inputSize: 4 });
    expect(bias).toBeUndefined();
    expect(fcToConv(weight, { inputShape: [3, 4] }).data).toEqual(kernel.data);
  });

  test("the gradient adds up what the weight was repeated to", () => {
    const kernel = random([1, 1, 2], 9);
    const dense = random([3, 4], 10);
    const loss = (kernel: Tensor): Tensor => sum(mul(convToFc(kernel, { inputSize: 4 }).weight, dense));
    const d = (i: number, j: number): number => dense.data[4 * i + j];
    const expected = [d(0, 0) + d(1, 1) + d(2, 2), d(0, 1) + d(1, 2) + d(2, 3)];
    expect([...grad(loss)(kernel).data]).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  });
});

test("errors", () => {
  expect(() => fcToConv(random([2, 5], 1), { inputShape: [2, 3] })).toThrow(
    "fcToConv: weight has shape [2, 5] but must be [out, C·…] with as many columns as inputShape [2,3] has elements",
  );
  expect(() => convToFc(reshape(random([4], 1), [2, 2]), { inputSize: 3 })).toThrow(
    "convToFc: weight is [2, 2] but must be a tensor [Cout, Cin, …1 to 3 kernel sizes]",
  );
  expect(() => conv1d(random([1, 1, 2], 1), fcToConv(random([1, 3], 1), { inputShape: [1, 3] }))).toThrow(
    "conv1d: window 3 (kernel 3, dilation 1) exceeds padded length 2 (2 + 0 + 0) but must fit inside it; pad 1 more or use a smaller kernel",
  );
});
