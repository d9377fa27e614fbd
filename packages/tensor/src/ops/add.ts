import { fast } from "../fast.js";
import { type Binary, binary } from "./elementwise.js";

/** a + b, with broadcasting. @example add(tensor([1, 2]), 10).toArray() // [11, 12] */
export const add: Binary = binary({
  name: "add",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] + b[j];
  },
  vjp: ({ dy }) => [dy, dy],
  fast: fast.add,
});
