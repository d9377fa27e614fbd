import { fast } from "../fast.js";
import { type Binary, binary } from "./elementwise.js";

/** a · b element by element, with broadcasting. @example mul(tensor([1, 2]), 10).toArray() // [10, 20] */
export const mul: Binary = binary({
  name: "mul",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] * b[j];
  },
  vjp: ({ a, b, dy, wanted }) => [wanted[0] && mul(dy, b), wanted[1] && mul(dy, a)],
  fast: fast.mul,
});
