import { grad } from "@convkit/autograd";
import { ones, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { crossEntropy, logSoftmax, mse, softmax } from "../index.js";

const f64 = (data: number[][]) => tensor(data, undefined, "float64");
const labels = (...values: number[]) => tensor(values, [values.length], "int32");

test("softmax and its logarithm survive large scores", () => {
  expect(softmax(tensor([[1e30, 0, -1e30]])).toArray()).toEqual([[1, 0, 0]]);
  expect(logSoftmax(f64([[1e30, 0]])).toArray()).toEqual([[0, -1e30]]);
  expect(softmax(f64([[0, Number.NEGATIVE_INFINITY]])).toArray()).toEqual([[1, 0]]);
});

// CS231n, "Linear classification": scores −2.85, 0.86, 0.28, right class 2: 1.04 (natural logarithm).
test("the course notes' example", () => {
  const scores = f64([[-2.85, 0.86, 0.28]]);
  expect(crossEntropy(scores, labels(2)).item()).toBeCloseTo(1.04, 2);
});

test("labels and one-hot probabilities agree, and the gradient is softmax − one-hot", () => {
  const scores = f64([
    [1, 2, 0.5],
    [-1, 0, 3],
  ]);
  const oneHot = f64([
    [0, 1, 0],
    [1, 0, 0],
  ]);
  const a = grad((x) => crossEntropy(x, labels(1, 0), { reduction: "sum" }))(scores);
  const b = grad((x) => crossEntropy(x, oneHot, { reduction: "sum" }))(scores);
  const p = softmax(scores);
  a.data.forEach((value: number, index: number) => {
    expect(value).toBeCloseTo(p.data[index] - oneHot.data[index], 12);
    expect(b.data[index]).toBeCloseTo(value, 12);
  });
});

test("reductions", () => {
  const scores = ones([2, 4, 3], "float64");
  const target = tensor([0, 1, 2, 3, 0, 1], [2, 3], "int32");
  expect(crossEntropy(scores, target, { reduction: "none" }).shape).toEqual([2, 3]);
  expect(crossEntropy(scores, target).item()).toBeCloseTo(Math.log(4), 12);
  expect(crossEntropy(scores, target, { reduction: "sum" }).item()).toBeCloseTo(6 * Math.log(4), 12);
  expect(mse(tensor([1, 2]), tensor([3, 2]), { reduction: "none" }).toArray()).toEqual([4, 0]);
  expect(mse(tensor([1, 2]), tensor([3, 2]), { reduction: "sum" }).item()).toBe(4);
});

test("errors", () => {
  const scores = ones([2, 3]);
  expect(() => crossEntropy(scores, labels(1, 3))).toThrow(
    "crossEntropy: labels hold 3 but the 3 classes are 0 to 2",
  );
  expect(() => crossEntropy(scores, labels(1))).toThrow(
    "crossEntropy: labels have shape [1] but scores [2, 3] need [2]",
  );
  expect(() => crossEntropy(scores, tensor([1, 0]))).toThrow(
    'crossEntropy: probabilities have shape [2] but scores [2, 3] need [2, 3]; convert labels with .to("int32")',
  );
  expect(() => crossEntropy(scores, labels(1, 0), { reduction: "avg" as never })).toThrow(
    'crossEntropy: reduction is "avg" but must be "mean", "sum" or "none"',
  );
  expect(() => mse(tensor([1, 2]), tensor([1]))).toThrow(
    "mse: target has shape [1] but the prediction has [2]",
  );
  expect(() => softmax(ones([2, 0]))).toThrow("softmax: x has shape [2, 0] but axis 1 must hold an element");
});
