import { grad } from "@convkit/autograd";
import { mul, ones, randn, square, sum, type Tensor, tensor, zeros } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import {
  type BatchNormOptions,
  batchNorm1d,
  batchNorm2d,
  batchNorm3d,
  batchStatistics,
  updateRunning,
} from "../index.js";

const line = (...values: number[]): Tensor => tensor(values, [1, 1, values.length], "float64");
const [one, zero] = [ones([1], "float64"), zeros([1], "float64")];
const number = (value: number): Tensor => tensor([value], [1], "float64");

describe("training", () => {
  test("F52: y has the biased variance, the running one is unbiased", () => {
    const x = line(1, 2, 3, 4);
    const y = batchNorm1d(x, one, zero, { training: true, epsilon: 0 });
    expect(y.data[3]).toBeCloseTo(1.5 / Math.sqrt(1.25), 12);
    const batch = batchStatistics(x);
    expect([batch.mean.item(), batch.variance.item()]).toEqual([2.5, 1.25]);
    const running = updateRunning({ mean: number(0), variance: number(1) }, batch, {
      momentum: 0.1,
      count: 4,
    });
    expect(running.mean.item()).toBeCloseTo(0.25, 12);
    expect(running.variance.item()).toBeCloseTo(1.0667, 4);
  });

  test("F53: the momentum is the weight of the new batch", () => {
    const [old, batch] = [10, 20].map((value) => ({ mean: number(value), variance: number(value) }));
    expect(updateRunning(old, batch, { momentum: 0, count: 2 }).mean.item()).toBe(10);
    expect(updateRunning(old, batch, { momentum: 1, count: 2 }).mean.item()).toBe(20);
    expect(updateRunning(old, batch, { count: 2 }).mean.item()).toBe(11);
    expect(updateRunning(old, batch, { momentum: 1, count: 5 }).variance.item()).toBe(25);
  });

  test("F54: a large mean costs no digits", () => {
    const x = tensor([10000, 10001, 10002, 10003], [1, 1, 4]);
    const y = batchNorm1d(x, ones([1]), zeros([1]), { training: true });
    expect(y.dtype).toBe("float32");
    [-1.34164, -0.44721, 0.44721, 1.34164].forEach((value, index) => {
      expect(y.data[index]).toBeCloseTo(value, 4);
    });
    const far = tensor([1e8 + 8, 1e8 + 16], [1, 1, 2]);
    expect(batchNorm1d(far, ones([1]), zeros([1]), { training: true }).data[1]).toBeCloseTo(1, 5);
  });

  test("F55: one value per channel is refused, fine in evaluation; an empty batch changes nothing", () => {
    const x = randn([1, 3, 1, 1]);
    const options = { training: false, mean: zeros([3]), variance: ones([3]) };
    expect(() => batchNorm2d(x, ones([3]), zeros([3]), { training: true })).toThrow(
      "batchNorm2d: x has shape [1, 3, 1, 1], one value per channel, but training needs two or more, for one alone has no variance; use a larger batch, or training: false with mean and variance",
    );
    expect(batchNorm2d(x, ones([3]), zeros([3]), options).shape).toEqual([1, 3, 1, 1]);
    const empty = zeros([0, 3, 2, 2]);
    expect(batchNorm2d(empty, ones([3]), zeros([3]), { training: true }).shape).toEqual([0, 3, 2, 2]);
    const running = { mean: randn([3]), variance: ones([3]) };
    expect(updateRunning(running, batchStatistics(empty), { count: 0 })).toBe(running);
  });

  test("F57: does not look at running statistics, and refuses them", () => {
    const options = { training: true, mean: zero, variance: one };
    expect(() => batchNorm1d(line(1, 2), one, zero, options)).toThrow(
      "batchNorm1d: training is true but the mean and variance are the batch's own; leave out mean and variance",
    );
  });

  test("does not change when x is scaled and shifted, so that its gradient is orthogonal to x and sums to 0", () => {
    const x = randn([3, 1, 4], { seed: 3, dtype: "float64" });
    const weight = randn([3, 1, 4], { seed: 4, dtype: "float64" });
    const loss = (x: Tensor): Tensor =>
      sum(mul(weight, batchNorm1d(x, number(2), number(5), { training: true, epsilon: 0 })));
    const dx = grad(loss)(x);
    expect(sum(dx).item()).toBeCloseTo(0, 12);
    expect(sum(mul(dx, x)).item()).toBeCloseTo(0, 12);
    expect(sum(square(dx)).item()).toBeGreaterThan(0.1);
  });
});

test("F56: evaluation divides by √(σ² + ε)", () => {
  const options = { training: false, mean: number(2), variance: number(0.03), epsilon: 0.01 };
  expect(batchNorm1d(line(3), one, zero, options).item()).toBeCloseTo(5, 12);
});

test("takes [N, C], and volumes", () => {
  const options = { training: true, epsilon: 0 };
  expect(batchNorm1d(tensor([[1], [3]]), ones([1]), zeros([1]), options).toArray()).toEqual([[-1], [1]]);
  expect(batchNorm3d(tensor([1, 3], [1, 1, 1, 2, 1]), ones([1]), zeros([1]), options).toArray()).toEqual([
    [[[[-1], [1]]]],
  ]);
});

describe("errors", () => {
  const x = randn([2, 3, 4]);
  const run =
    (options: object, gamma = ones([3])) =>
    () =>
      batchNorm1d(x, gamma, zeros([3]), options as BatchNormOptions);
  test.each([
    [run({}), "batchNorm1d: training is missing but must be true or false"],
    [
      run({ training: false, mean: zeros([3]) }),
      "batchNorm1d: training is false but needs both mean and variance, as batchStatistics and updateRunning give them",
    ],
    [
      run({ training: false, mean: zeros([3]), variance: ones([1]) }),
      "batchNorm1d: variance has shape [1] but must be [3], one number per channel",
    ],
    [
      run({ training: true }, ones([4])),
      "batchNorm1d: gamma has shape [4] but must be [3], one number per channel",
    ],
    [run({ training: true, epsilon: -1 }), "batchNorm1d: epsilon is -1 but must be a number ≥ 0"],
    [
      run({ training: true, eps: 1 }),
      "batchNorm1d: there is no option eps (the options are training, epsilon, mean, variance)",
    ],
    [
      () => batchNorm2d(x, ones([3]), zeros([3]), { training: true }),
      "batchNorm2d: x has shape [2, 3, 4] of rank 3 but must have rank 4: [N, C, …, …]",
    ],
    [
      () => updateRunning(batchStatistics(x), batchStatistics(x), { count: 1 }),
      "updateRunning: count is 1 but must be 0 or a whole number ≥ 2: one value has no unbiased variance",
    ],
    [
      () => updateRunning(batchStatistics(x), batchStatistics(x), { count: 8, momentum: 2 }),
      "updateRunning: momentum is 2 but must be a number from 0 to 1",
    ],
  ])("%#", (f, message) => {
    expect(f).toThrow(message);
  });
});
