import { add, mul, sub, type Unary, unary } from "@convkit/tensor";
import { fast } from "../fastLayers.js";
import { sigmoid } from "./sigmoid.js";

/**
 * x·σ(x), also called swish (Elfwing, Uchibe & Doya 2018).
 * @throws DtypeError for int32
 * @example silu(tensor([0, 100])).toArray() // [0, 100]
 */
export const silu: Unary = unary({
  name: "silu",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] / (1 + Math.exp(-x[i]));
  },
  vjp({ x, y, dy }) {
    const gate = sigmoid(x);
    return mul(dy, add(gate, mul(y, sub(1, gate)))); // (xσ)′ = σ + xσ(1 − σ)
  },
  fast: fast.silu,
});
