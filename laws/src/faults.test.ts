import { vjp } from "@convkit/autograd";
import {
  col2im,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  im2col,
  outputSize,
  transposedOutputSize,
} from "@convkit/conv";
import { arange, concat, ones, randn, slice, type Tensor, tensor, trace, transpose } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { dot } from "./subject.js";

// Mistakes that well-known libraries have shipped, each as the smallest input that shows it.

const line = (...values: number[]): Tensor => tensor([[values]], undefined, "float64");
const flat = (x: Tensor): number[] => [...x.data];
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
const cells = (shape: number[]): Tensor => tensor(range(shape.reduce((a, b) => a * b)), shape, "float64");

/** dx and dw of a convolution for a given dy. */
function gradients(x: Tensor, w: Tensor, options: object, dy: Tensor): number[][] {
  return vjp((x, w) => conv1d(x, w, options), x, w)
    .pullback(dy)
    .map(flat);
}

describe("padding that keeps the size", () => {
  test("with a stride, the least padding, the odd one at the end", () => {
    expect(flat(conv1d(line(...range(6)), line(1, 1, 1), { stride: 2, padding: "same" }))).toEqual([
      6, 12, 11,
    ]);
  });

  test("same puts the odd one last, same-lower first", () => {
    const [x, w] = [line(1, 2, 3), line(1, 10)];
    expect(flat(conv1d(x, w, { padding: "same" }))).toEqual([21, 32, 3]);
    expect(flat(conv1d(x, w, { padding: "same-lower" }))).toEqual([10, 21, 32]);
  });

  test("never less than none, where the stride exceeds the kernel; backward agrees", () => {
    const options = { stride: 3, padding: "same" };
    const x = line(0, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(flat(conv1d(x, line(1), options as never))).toEqual([0, 3, 6]);
    expect(gradients(x, line(1), options, line(1, 1, 1))[0]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
  });

  test("counts the dilated kernel", () => {
    expect(outputSize(7, { kernel: 3, dilation: 2, padding: "same" })).toBe(7);
    expect(flat(conv1d(ones([1, 1, 7]), ones([1, 1, 3]), { dilation: 2, padding: "same" }))).toEqual([
      2, 2, 3, 3, 3, 2, 2,
    ]);
  });
});

describe("sizes", () => {
  test("dilation counts on its own axis", () => {
    const y = conv2d(cells([1, 1, 3, 3]), ones([1, 1, 2, 2], "float64"), { dilation: [1, 2] });
    expect(y.shape).toEqual([1, 1, 2, 1]);
    expect(flat(y)).toEqual([14, 26]);
  });

  test("a window that does not fit is an error before any work, also where a division would give 0", () => {
    expect(() => conv2d(ones([1, 1, 4, 4]), ones([1, 1, 6, 6]))).toThrow(
      "conv2d: window 6 (kernel 6, dilation 1) exceeds padded height 4 (4 + 0 + 0) but must fit inside it; " +
        "pad 2 more or use a smaller kernel",
    );
    expect(() => outputSize(4, { kernel: 3, dilation: 2, stride: 2 })).toThrow(
      "outputSize: window 5 (kernel 3, dilation 2) exceeds padded length 4",
    );
  });

  test.each([
    { stride: 0 },
    { stride: -1 },
    { stride: 1.5 },
    { dilation: 0 },
    { padding: -1 },
    { stride: [1, 1, 1] },
    { groups: 0 },
    { groups: 3 },
  ])("refuses %j by name", (options) => {
    const [name, value] = Object.entries(options)[0];
    expect(() => conv2d(ones([1, 2, 4, 4]), ones([2, 2, 2, 2]), options as never)).toThrow(
      `conv2d: ${name} is ${Array.isArray(value) ? "[1, 1, 1]" : value} but`,
    );
  });

  test("a kernel of size 0 is refused", () => {
    expect(() => conv1d(ones([1, 1, 4]), ones([1, 1, 0]))).toThrow("conv1d: kernel is [0] but must be");
  });

  test("products beyond int32 are exact", () => {
    const x = { shape: [1, 1, 46341, 46341], dtype: "float32" } as const;
    const w = { shape: [1, 1, 1, 1], dtype: "float32" } as const;
    const [{ cost }] = trace((x, w) => conv2d(x, w), [x, w]).nodes;
    expect(cost).toEqual({ macs: 2147488281, other: 0, bytes: 4 * (2 * 2147488281 + 1) });
  });

  test("a batch of 0 gives an empty result, and weights' gradients of 0", () => {
    const [x, w] = [ones([0, 2, 5, 5]), ones([3, 2, 3, 3])];
    const { value, pullback } = vjp((x, w) => conv2d(x, w), x, w);
    expect(value.shape).toEqual([0, 3, 3, 3]);
    const [dx, dw] = pullback(value);
    expect([dx.shape, flat(dw)]).toEqual([[0, 2, 5, 5], Array(54).fill(0)]);
  });
});

describe("channels and groups", () => {
  test("a mismatch names channels, weight and groups", () => {
    expect(() => conv2d(ones([1, 9, 4, 4]), ones([1, 3, 2, 2]))).toThrow(
      "conv2d: input has 9 channels but weight [1, 3, 2, 2] with groups=1 expects 3",
    );
  });

  test("a bias is one number per output channel, not one for all, nor one per sample", () => {
    const [x, w] = [ones([2, 1, 1, 1]), ones([2, 1, 1, 1])];
    expect(flat(conv2d(x, w, { bias: tensor([10, 20]) }))).toEqual([11, 21, 11, 21]);
    expect(() => conv2d(x, w, { bias: tensor([10]) })).toThrow(
      "conv2d: bias has shape [1] but must be [2], one number per output channel",
    );
  });

  test("the weight gradient keeps groups apart, with a stride too", () => {
    const x = tensor(
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      undefined,
      "float64",
    );
    const dw = gradients(x, ones([2, 1, 1], "float64"), { groups: 2 }, ones([1, 2, 2], "float64"))[1];
    expect(dw).toEqual([3, 7]);
    const three = tensor(
      [
        [
          [1, 2, 3],
          [4, 5, 6],
          [7, 8, 9],
        ],
      ],
      undefined,
      "float64",
    );
    const options = { groups: 3, stride: 2 };
    expect(gradients(three, ones([3, 1, 1], "float64"), options, ones([1, 3, 2], "float64"))[1]).toEqual([
      4, 10, 16,
    ]);
  });

  test("a channel multiplier numbers outputs c·M + m", () => {
    const x = tensor([10, 100], [1, 2, 1, 1]);
    expect(flat(conv2d(x, tensor([1, 2, 3, 4], [4, 1, 1, 1]), { groups: 2 }))).toEqual([10, 20, 300, 400]);
  });

  test("transposed groups are not interleaved", () => {
    const y = convTranspose2d(ones([1, 4, 1, 1]), cells([4, 2, 1, 1]).to("float32"), { groups: 2 });
    expect(flat(y)).toEqual([4, 6, 12, 14]);
  });
});

describe("gradients", () => {
  test("a stride that leaves a remainder: dx is as long as x", () => {
    expect(gradients(line(...range(6)), line(1, 2, 3), { stride: 2 }, line(1, 10))).toEqual([
      [1, 2, 13, 20, 30, 0],
      [31, 42, 53],
    ]);
  });

  test("dilation", () => {
    expect(gradients(line(...range(9)), line(1, 2, 3), { dilation: 4 }, line(1))).toEqual([
      [1, 0, 0, 0, 2, 0, 0, 0, 3],
      [1, 5, 9],
    ]);
  });

  test("a transposed weight equals its copy, in the gradient too", () => {
    const x = randn([1, 2, 4, 3], { seed: 1 });
    const turned = transpose(randn([2, 2, 3, 2], { seed: 2 }), [1, 0, 3, 2]);
    const copy = tensor(turned.toArray());
    expect(conv2d(x, turned).data).toEqual(conv2d(x, copy).data);
    const dx = (w: Tensor): Tensor => {
      const { value, pullback } = vjp((x: Tensor) => conv2d(x, w), x);
      return pullback(value)[0];
    };
    expect(dx(turned).data).toEqual(dx(copy).data);
  });
});

describe("values", () => {
  test("the kernel is not flipped", () => {
    const w = tensor(
      [
        [
          [
            [2, 1, 1],
            [1, 2, 1],
            [1, 1, 1],
          ],
        ],
      ],
      undefined,
      "float64",
    );
    expect(flat(conv2d(cells([1, 1, 4, 4]), w))).toEqual([61, 72, 105, 116]);
  });

  test("a 1×1 kernel still heeds stride and padding", () => {
    expect(flat(conv1d(line(...range(5)), line(1), { stride: 2 }))).toEqual([1, 3, 5]);
    expect(flat(conv1d(line(1, 2), line(1), { padding: 1 }))).toEqual([0, 1, 2, 0]);
  });

  test("one NaN reaches the windows that hold it and no others; a weight of 0 hides none", () => {
    const x = tensor(
      Float64Array.from({ length: 64 }, (_, i) => (i === 0 ? Number.NaN : 1)),
      [1, 1, 8, 8],
    );
    for (const w of [ones([1, 1, 3, 3], "float64"), tensor(new Float64Array(9), [1, 1, 3, 3])]) {
      const found = flat(conv2d(x, w, { padding: 1 })).flatMap((value, i) =>
        Number.isNaN(value) ? [i] : [],
      );
      expect(found).toEqual([0, 1, 8, 9]);
    }
  });

  test("a sample's result does not depend on its batch", () => {
    const [x, w] = [randn([3, 2, 5, 4], { seed: 3 }), randn([2, 2, 3, 2], { seed: 4 })];
    const alone = [0, 1, 2].map((n) => conv2d(slice(x, { begin: [n], end: [n + 1] }), w));
    expect(concat(alone).data).toEqual(conv2d(x, w).data);
  });

  test("im2col's rows are channel-major, and col2im adds up", () => {
    const rows = im2col(arange([1, 2, 2, 2]), { kernel: 2 });
    expect(rows.toArray()).toEqual([[[0], [1], [2], [3], [4], [5], [6], [7]]]);
    const again = col2im(im2col(ones([1, 1, 3, 3]), { kernel: 2 }), { kernel: 2, inputSize: 3 });
    expect(again.toArray()).toEqual([
      [
        [
          [1, 2, 1],
          [2, 4, 2],
          [1, 2, 1],
        ],
      ],
    ]);
  });
});

describe("transposed", () => {
  test("size and taps count dilation", () => {
    expect(transposedOutputSize(50, { kernel: 3, stride: 2, dilation: 3, padding: 4 })).toBe(97);
    expect(flat(convTranspose1d(line(1, 2), line(1, 1), { dilation: 2 }))).toEqual([1, 2, 1, 2]);
  });

  test("outputPadding is less than the larger of stride and dilation", () => {
    expect(() => convTranspose1d(line(1), line(1), { outputPadding: 1 })).toThrow(
      "convTranspose1d: outputPadding is 1 but must be less than the larger of stride 1 and dilation 1",
    );
    expect(convTranspose1d(line(1), line(1), { outputPadding: 1, dilation: 2 }).shape).toEqual([1, 1, 2]);
  });

  test("rows that outputPadding adds are computed, not zero", () => {
    const options = { stride: 2, padding: 1, outputPadding: 1 };
    expect(flat(convTranspose1d(line(1, 2), line(1, 1, 1), options))).toEqual([1, 3, 2, 2]);
  });

  test("same is the adjoint of a same convolution of size n·s", () => {
    const [x, w] = [line(1, 2), line(1, 10, 100)];
    expect(flat(convTranspose1d(x, w, { stride: 2, padding: "same" }))).toEqual([1, 10, 102, 20]);
    expect(flat(convTranspose1d(x, w, { stride: 2, padding: "same-lower" }))).toEqual([10, 102, 20, 200]);
    expect(flat(convTranspose1d(x, line(5), { stride: 3, padding: "same" }))).toEqual([5, 0, 0, 10, 0, 0]);
  });

  test("padding crops the full result, at each end its own", () => {
    expect(flat(convTranspose1d(line(1, 2), line(1, 10, 100), { padding: [[1, 0]] }))).toEqual([
      12, 120, 200,
    ]);
    expect(transposedOutputSize(128, { kernel: 4, stride: 4, padding: "valid" })).toBe(512);
  });

  test("is the adjoint with outputPadding = (n + 2p − e) mod s, for all small settings", () => {
    for (const [n, k, s, p, d, g] of settings()) {
      const e = d * (k - 1) + 1;
      if (n + 2 * p < e) continue;
      const options = { stride: s, padding: p, dilation: d, groups: g };
      const x = randn([2, 2 * g, n], { seed: n, dtype: "float64" });
      const w = randn([3 * g, 2, k], { seed: k, dtype: "float64" });
      const y = conv1d(x, w, options);
      const v = randn(y.shape, { seed: 9, dtype: "float64" });
      const back = convTranspose1d(v, w, { ...options, outputPadding: (n + 2 * p - e) % s });
      expect(dot(y, v)).toBeCloseTo(dot(x, back), 10);
    }
  });
});

function settings(): number[][] {
  const lists = [
    [5, 8],
    [1, 2, 3],
    [1, 2, 3],
    [0, 1],
    [1, 2],
    [1, 2],
  ];
  return lists.reduce<number[][]>(
    (all, list) => all.flatMap((one) => list.map((item) => [...one, item])),
    [[]],
  );
}
