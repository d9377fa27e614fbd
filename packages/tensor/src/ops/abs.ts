import { fast } from "../fast.js";
import { greater, less } from "./compare.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";

/** |x|; the gradient at 0 is 0. @example abs(tensor([-2, 3])).toArray() // [2, 3] */
export const abs: Unary = unary({
  name: "abs",
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.abs(x[i]);
  },
  vjp: ({ x, dy }) => mul(dy, sub(greater(x, 0), less(x, 0))),
  fast: fast.abs,
});
