import { fast } from "../fast.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** eˣ. @example exp(tensor([0])).toArray() // [1] */
export const exp: Unary = unary({
  name: "exp",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.exp(x[i]);
  },
  vjp: ({ y, dy }) => mul(dy, y),
  fast: fast.exp,
});
