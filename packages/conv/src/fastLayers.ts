/** Float32 implementations of layers other than convolution and pooling, in WebAssembly SIMD. */
import { type FastImplementation, simdProduct, simdUnary } from "@convkit/tensor";
import type { LeakyReluOptions } from "./ops/leakyRelu.js";
import type { LinearProduct } from "./ops/linear.js";

/** For each operation, the ways to compute it. */
export const fast: Record<"relu6" | "hardSigmoid" | "hardSwish", FastImplementation<object>[]> & {
  leakyRelu: FastImplementation<LeakyReluOptions>[];
  linear: FastImplementation<LinearProduct>[];
} = {
  relu6: simdUnary("clamp", () => [0, 6]),
  hardSigmoid: simdUnary("hardSigmoid"),
  hardSwish: simdUnary("hardSwish"),
  leakyRelu: simdUnary("leakyRelu", ({ slope }) => [slope]),
  linear: simdProduct(({ rows, inputs, outputs }) =>
    inputs === 0
      ? "there is nothing to multiply"
      : { ...{ batch: 1, m: rows, k: inputs, n: outputs }, turnedA: false, turnedB: true, sharedB: true },
  ),
};
