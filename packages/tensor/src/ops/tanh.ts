import { fast } from "../fast.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";
import { square } from "./square.js";
import { sub } from "./sub.js";

/** Hyperbolic tangent. @example tanh(tensor([0])).toArray() // [0] */
export const tanh: Unary = unary({
  name: "tanh",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.tanh(x[i]);
  },
  vjp: ({ y, dy }) => mul(dy, sub(1, square(y))), // tanh′ = 1 − tanh²
  fast: fast.tanh,
});
