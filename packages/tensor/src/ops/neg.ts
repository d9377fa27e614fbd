import { fast } from "../fast.js";
import { type Unary, unary } from "./elementwise.js";

/** −x. @example neg(tensor([1, -2])).toArray() // [-1, 2] */
export const neg: Unary = unary({
  name: "neg",
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = -x[i];
  },
  vjp: ({ dy }) => neg(dy),
  fast: fast.neg,
});
