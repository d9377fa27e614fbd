import { fast } from "../fast.js";
import { type Binary, binary } from "./elementwise.js";
import { neg } from "./neg.js";

/** a − b, with broadcasting. @example sub(tensor([1, 2]), 10).toArray() // [-9, -8] */
export const sub: Binary = binary({
  name: "sub",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] - b[j];
  },
  vjp: ({ dy, wanted }) => [dy, wanted[1] && neg(dy)],
  fast: fast.sub,
});
