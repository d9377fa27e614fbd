import { div } from "./div.js";
import { type Unary, unary } from "./elementwise.js";

/** Natural logarithm. @example log(tensor([1])).toArray() // [0] */
export const log: Unary = unary({
  name: "log",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.log(x[i]);
  },
  vjp: ({ x, dy }) => div(dy, x),
});
