import { type Unary, unary } from "./elementwise.js";
import { mul } from "./mul.js";

/** eˣ. @example exp(tensor([0])).toArray() // [1] */
export const exp: Unary = unary({
  name: "exp",
  floatOnly: true,
  f: Math.exp,
  vjp: ({ y, dy }) => mul(dy, y),
});
