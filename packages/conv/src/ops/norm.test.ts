import { ones, randn, reshape, type Tensor, tensor, zeros } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { batchNorm2d, groupNorm, instanceNorm, layerNorm } from "../index.js";

const x = randn([2, 6, 3, 4], { seed: 5, dtype: "float64" });
const [gamma, beta] = [1, 2].map((seed) => randn([6], { seed, dtype: "float64" }));

const close = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  a.data.forEach((value, index) => {
    expect(value).toBeCloseTo(b.data[index], 12);
  });
};

describe("the kinds agree where their groups do", () => {
  test("group norm with a group per channel is instance norm", () => {
    close(groupNorm(x, gamma, beta, { groups: 6 }), instanceNorm(x, gamma, beta));
  });

  test("group norm with one group is layer norm over all but the samples", () => {
    close(groupNorm(x, undefined, undefined, { groups: 1 }), layerNorm(x, undefined, undefined, { axis: 1 }));
  });

  test("batch norm of one sample is instance norm", () => {
    const single = reshape(x, [1, 12, 3, 4]);
    const [scale, shift] = [ones([12], "float64"), zeros([12], "float64")];
    close(batchNorm2d(single, scale, shift, { training: true }), instanceNorm(single));
  });
});

test("layer norm scales and shifts each element", () => {
  const y = layerNorm(tensor([[1, 3]]), tensor([2, 4]), tensor([10, 20]), { epsilon: 0 });
  expect(y.toArray()).toEqual([[8, 24]]);
});

test("layer norm over 5 elements, as PyTorch's formula has it (ε inside the root)", () => {
  const y = layerNorm(tensor([0, 0, 0, 0, 5], [5], "float64"), undefined, undefined, { epsilon: 5 });
  expect([...y.data]).toEqual([-1, -1, -1, -1, 4].map((d) => expect.closeTo(d / 3, 12)));
});

test("errors", () => {
  expect(() => instanceNorm(randn([2, 3, 1]))).toThrow(
    "instanceNorm: x has shape [2, 3, 1], one value per sample and channel, but needs two or more, for one alone has no variance",
  );
  expect(() => groupNorm(x, gamma, beta, { groups: 4 })).toThrow(
    "groupNorm: groups is 4 but must be a whole number ≥ 1 that divides the 6 channels",
  );
  expect(() => groupNorm(x, gamma, beta, {} as never)).toThrow(
    "groupNorm: groups is missing but must be a whole number ≥ 1 that divides the 6 channels",
  );
  expect(() => layerNorm(x, gamma)).toThrow(
    "layerNorm: gamma has shape [6] but must be [4], x's shape from the axis on",
  );
  expect(() => layerNorm(x, undefined, undefined, { axis: 4 })).toThrow(
    "layerNorm: axes is [4] but must be distinct whole numbers from -4 to 3 for rank 4",
  );
});
