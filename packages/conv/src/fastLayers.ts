/** Float32 implementations of layers other than convolution and pooling, in WebAssembly SIMD. */
import { type FastImplementation, simdUnary } from "@convkit/tensor";
import type { LeakyReluOptions } from "./ops/leakyRelu.js";

/** For each operation, the ways to compute it. */
export const fast: Record<"relu6" | "hardSigmoid" | "hardSwish", FastImplementation<object>[]> & {
  leakyRelu: FastImplementation<LeakyReluOptions>[];
} = {
  relu6: simdUnary("clamp", () => [0, 6]),
  hardSigmoid: simdUnary("hardSigmoid"),
  hardSwish: simdUnary("hardSwish"),
  leakyRelu: simdUnary("leakyRelu", ({ slope }) => [slope]),
};
