import { fast } from "../fast.js";
import type { Tensor } from "../tensor.js";
import { greater, less } from "./compare.js";
import { type Binary, binary } from "./elementwise.js";
import { mul } from "./mul.js";
import { sub } from "./sub.js";

/**
 * The larger of a and b, with broadcasting; NaN if either is. At a tie the gradient goes to a.
 * @example maximum(tensor([1, 5]), 3).toArray() // [3, 5]
 */
export const maximum: Binary = binary({
  name: "maximum",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = Math.max(a[i], b[j]);
  },
  vjp: ({ a, b, dy }) => toFirstUnless(greater(b, a), dy),
  fast: fast.maximum,
});

/**
 * The smaller of a and b, with broadcasting; NaN if either is. At a tie the gradient goes to a.
 * @example minimum(tensor([1, 5]), 3).toArray() // [1, 3]
 */
export const minimum: Binary = binary({
  name: "minimum",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = Math.min(a[i], b[j]);
  },
  vjp: ({ a, b, dy }) => toFirstUnless(less(b, a), dy),
  fast: fast.minimum,
});

const toFirstUnless = (second: Tensor, dy: Tensor): Tensor[] => [mul(dy, sub(1, second)), mul(dy, second)];
