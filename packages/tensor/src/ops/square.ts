import { fast } from "../fast.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** x². @example square(tensor([-3, 2])).toArray() // [9, 4] */
export const square: Unary = unary({
  name: "square",
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] * x[i];
  },
  vjp: ({ x, dy }) => mul(dy, mul(x, 2)),
  fast: fast.square,
});
