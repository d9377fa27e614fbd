import { fast } from "../fast.js";
import { greater } from "./compare.js";
import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** max(x, 0); the gradient at 0 is 0, NaN stays NaN. @example relu(tensor([-1, 2])).toArray() // [0, 2] */
export const relu: Unary = unary({
  name: "relu",
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.max(x[i], 0);
  },
  vjp: ({ x, dy }) => mul(dy, greater(x, 0)),
  fast: fast.relu,
});
