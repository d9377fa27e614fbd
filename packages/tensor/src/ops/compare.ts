import { type Binary, binary } from "./elementwise.js";

// Comparisons give 1 and 0 in the operands' element type, so that they multiply; they have no gradient.

/** 1 where a > b, else 0. @example greater(tensor([1, 3]), 2).toArray() // [0, 1] */
export const greater: Binary = binary({ name: "greater", f: (a, b) => (a > b ? 1 : 0) });

/** 1 where a < b, else 0. @example less(tensor([1, 3]), 2).toArray() // [1, 0] */
export const less: Binary = binary({ name: "less", f: (a, b) => (a < b ? 1 : 0) });

/** 1 where a = b, else 0; NaN equals nothing. @example equal(tensor([1, 3]), 3).toArray() // [0, 1] */
export const equal: Binary = binary({ name: "equal", f: (a, b) => (a === b ? 1 : 0) });
