import { mul, type Unary, unary } from "@convkit/tensor";
import { sigmoid } from "./sigmoid.js";

/**
 * log(1 + eˣ), a smooth relu (Dugas et al. 2001); does not overflow.
 * @throws DtypeError for int32
 * @example softplus(tensor([1000])).toArray() // [1000]
 */
export const softplus: Unary = unary({
  name: "softplus",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
  },
  vjp: ({ x, dy }) => mul(dy, sigmoid(x)),
});
