import { tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import * as c from "./index.js";

const x = tensor([1]);
const missing = undefined as never;

test.each([
  ["globalAvgPool: x", () => c.globalAvgPool(missing)],
  ["globalMaxPool: x", () => c.globalMaxPool(missing)],
  ["localResponseNorm: x", () => c.localResponseNorm(missing, { size: 3 })],
  ["crossEntropy: target", () => c.crossEntropy(x, missing)],
  ["mse: target", () => c.mse(x, missing)],
  ["flatten: x", () => c.flatten(missing)],
  ["pixelShuffle: x", () => c.pixelShuffle(missing, { factor: 2 })],
  ["pixelUnshuffle: x", () => c.pixelUnshuffle(missing, { factor: 2 })],
  ["channelShuffle: x", () => c.channelShuffle(missing, { groups: 2 })],
  ["depthwiseConv2d: weight", () => c.depthwiseConv2d(x, missing)],
  ["batchStatistics: x", () => c.batchStatistics(missing)],
  ["fcToConv: weight", () => c.fcToConv(missing, { inputShape: [1, 1] })],
  ["lpPool2d: x", () => c.lpPool2d(missing, missing)],
])("%s is missing", (start, f) => {
  expect(f).toThrow(`${start} is missing but must be a tensor`);
});

test("something else is named", () => {
  expect(() => c.globalAvgPool([1, 2] as never)).toThrow(
    "globalAvgPool: x is [1, 2] but must be a tensor; make one with tensor(data)",
  );
});
