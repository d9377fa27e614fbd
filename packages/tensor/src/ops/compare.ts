import { fast } from "../fast.js";
import { type Binary, binary } from "./elementwise.js";

// Comparisons give 1 and 0 in the operands' element type, so that they multiply; they have no gradient.

/** 1 where a > b, else 0. @example greater(tensor([1, 3]), 2).toArray() // [0, 1] */
export const greater: Binary = binary({
  name: "greater",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] > b[j] ? 1 : 0;
  },
  fast: fast.greater,
});

/** 1 where a < b, else 0. @example less(tensor([1, 3]), 2).toArray() // [1, 0] */
export const less: Binary = binary({
  name: "less",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] < b[j] ? 1 : 0;
  },
  fast: fast.less,
});

/** 1 where a = b, else 0; NaN equals nothing. @example equal(tensor([1, 3]), 3).toArray() // [0, 1] */
export const equal: Binary = binary({
  name: "equal",
  each(a, b, y, { k, end, i, stepA, j, stepB }) {
    for (; k < end; k++, i += stepA, j += stepB) y[k] = a[i] === b[j] ? 1 : 0;
  },
  fast: fast.equal,
});
