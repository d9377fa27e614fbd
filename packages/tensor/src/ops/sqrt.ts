import { fast } from "../fast.js";
import { div } from "./div.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** √x. @example sqrt(tensor([9, 16])).toArray() // [3, 4] */
export const sqrt: Unary = unary({
  name: "sqrt",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.sqrt(x[i]);
  },
  vjp: ({ y, dy }) => div(dy, mul(y, 2)),
  fast: fast.sqrt,
});
