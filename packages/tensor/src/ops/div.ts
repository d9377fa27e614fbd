import { fast } from "../fast.js";
import { type Binary, binary } from "./elementwise.js";
import { mul } from "./mul.js";
import { neg } from "./neg.js";

/** a / b, with broadcasting. @example div(tensor([1, 2]), 4).toArray() // [0.25, 0.5] */
export const div: Binary = binary({
  name: "div",
  floatOnly: true,
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] / b[j];
  },
  // ∂(a/b)/∂b = −(a/b)/b
  vjp: ({ b, y, dy, wanted }) => [wanted[0] && div(dy, b), wanted[1] && neg(mul(dy, div(y, b)))],
  fast: fast.div,
});
