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
  f: Math.max,
  vjp: ({ a, b, dy }) => toFirstUnless(greater(b, a), dy),
});

/**
 * The smaller of a and b, with broadcasting; NaN if either is. At a tie the gradient goes to a.
 * @example minimum(tensor([1, 5]), 3).toArray() // [1, 3]
 */
export const minimum: Binary = binary({
  name: "minimum",
  f: Math.min,
  vjp: ({ a, b, dy }) => toFirstUnless(less(b, a), dy),
});

const toFirstUnless = (second: Tensor, dy: Tensor): Tensor[] => [mul(dy, sub(1, second)), mul(dy, second)];
