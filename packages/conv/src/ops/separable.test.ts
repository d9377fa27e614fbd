import { concat, ones, randn, slice, type Tensor, tensor, zeros } from "@convkit/tensor";
import { expect, test } from "vitest";
import {
  conv2d,
  depthwiseConv1d,
  depthwiseConv2d,
  depthwiseConv3d,
  pointwiseConv,
  separableConv2d,
} from "../index.js";

const random = (shape: number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });
const channels = (x: Tensor, begin: number, end: number): Tensor =>
  slice(x, { begin: [0, begin], end: [x.shape[0], end] });

test("F14: output channel c·M + m comes from channel c", () => {
  const y = depthwiseConv2d(tensor([10, 100], [1, 2, 1, 1]), tensor([1, 2, 3, 4], [4, 1, 1, 1]));
  expect([...y.data]).toEqual([10, 20, 300, 400]);
});

test("F15: stride and dilation may differ by axis, together", () => {
  const w = ones([1, 1, 3, 3]);
  expect(depthwiseConv2d(ones([1, 1, 4, 6]), w, { stride: [1, 2], padding: 1 }).shape).toEqual([1, 1, 4, 3]);
  expect(depthwiseConv2d(ones([1, 1, 9, 6]), w, { stride: [2, 1], dilation: [3, 2] }).shape).toEqual([
    1, 1, 2, 2,
  ]);
});

test("each channel is convolved by itself", () => {
  const [x, w, bias] = [random([2, 3, 5, 4], 1), random([6, 1, 2, 3], 2), random([6], 3)];
  const options = { padding: 1, stride: [2, 1] };
  const each = [0, 1, 2].map((c) =>
    conv2d(channels(x, c, c + 1), slice(w, { begin: [2 * c], end: [2 * c + 2] }), {
      ...options,
      bias: slice(bias, { begin: [2 * c], end: [2 * c + 2] }),
    }),
  );
  expect(depthwiseConv2d(x, w, { ...options, bias }).toArray()).toEqual(concat(each, 1).toArray());
});

test("separable is one convolution whose kernels are products", () => {
  const [x, depthwise, pointwise] = [
    random([2, 2, 5, 6], 4),
    random([4, 1, 3, 2], 5),
    random([3, 4, 1, 1], 6),
  ];
  const kernel = new Float64Array(3 * 2 * 6);
  for (let o = 0; o < 3; o++)
    for (let c = 0; c < 2; c++)
      for (let t = 0; t < 6; t++)
        for (let m = 0; m < 2; m++)
          kernel[(o * 2 + c) * 6 + t] +=
            pointwise.data[o * 4 + 2 * c + m] * depthwise.data[(2 * c + m) * 6 + t];
  const options = { stride: [1, 2], padding: 1, dilation: [2, 1], bias: random([3], 7) };
  const y = separableConv2d(x, depthwise, pointwise, options);
  const whole = conv2d(x, tensor(kernel, [3, 2, 3, 2]), options);
  expect(y.shape).toEqual(whole.shape);
  y.data.forEach((value, index) => {
    expect(value).toBeCloseTo(whole.data[index], 12);
  });
});

test("ranks 1 and 3, and pointwise groups with a stride", () => {
  expect(depthwiseConv1d(ones([1, 2, 3]), ones([2, 1, 2])).toArray()).toEqual([
    [
      [2, 2],
      [2, 2],
    ],
  ]);
  expect(depthwiseConv3d(ones([1, 2, 2, 3, 4]), ones([4, 1, 2, 2, 2])).shape).toEqual([1, 4, 1, 2, 3]);
  const y = pointwiseConv(
    tensor([
      [
        [1, 9, 2],
        [3, 9, 4],
      ],
    ]),
    tensor([[[10]], [[1]]]),
    { groups: 2, stride: 2 },
  );
  expect(y.toArray()).toEqual([
    [
      [10, 20],
      [3, 4],
    ],
  ]);
});

test("errors", () => {
  expect(() => depthwiseConv2d(zeros([1, 2, 5, 5]), zeros([3, 1, 3, 3]))).toThrow(
    "depthwiseConv2d: weight has shape [3, 1, 3, 3] but x [1, 2, 5, 5] needs [2·M, 1, …, …]",
  );
  expect(() => depthwiseConv2d(zeros([1, 2, 5, 5]), zeros([2, 2, 3, 3]))).toThrow(
    "depthwiseConv2d: weight has shape [2, 2, 3, 3] but x [1, 2, 5, 5] needs [2·M, 1, …, …]",
  );
  expect(() => depthwiseConv2d(zeros([1, 2, 5, 5]), zeros([2, 1, 3, 3]), { groups: 2 } as never)).toThrow(
    "depthwiseConv2d: there is no option groups (the options are bias, stride, padding, dilation)",
  );
  expect(() => pointwiseConv(zeros([1, 2, 5]), zeros([1, 2, 3]))).toThrow(
    "pointwiseConv: weight has shape [1, 2, 3] but must have kernel 1; use conv1d",
  );
  expect(() => separableConv2d(zeros([1, 2, 5, 5]), zeros([2, 1, 3, 3]), zeros([3, 4, 1, 1]))).toThrow(
    "conv2d: input has 2 channels but weight [3, 4, 1, 1] with groups=1 expects 4",
  );
});
