import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** x². @example square(tensor([-3, 2])).toArray() // [9, 4] */
export const square: Unary = unary({
  name: "square",
  f: (x) => x * x,
  vjp: ({ x, dy }) => mul(dy, mul(x, 2)),
});
