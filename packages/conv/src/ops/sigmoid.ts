import { mul, sub, type Unary, unary } from "@convkit/tensor";
import { fast } from "../fastLayers.js";

/**
 * The logistic function 1/(1 + e⁻ˣ).
 * @throws DtypeError for int32
 * @example sigmoid(tensor([0])).toArray() // [0.5]
 */
export const sigmoid: Unary = unary({
  name: "sigmoid",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = 1 / (1 + Math.exp(-x[i]));
  },
  vjp: ({ y, dy }) => mul(dy, mul(y, sub(1, y))), // σ′ = σ(1 − σ)
  fast: fast.sigmoid,
});
