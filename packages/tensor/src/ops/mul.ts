import { type Binary, binary } from "./elementwise.js";

/** a · b element by element, with broadcasting. @example mul(tensor([1, 2]), 10).toArray() // [10, 20] */
export const mul: Binary = binary({
  name: "mul",
  f: (a, b) => a * b,
  vjp: ({ a, b, dy, wanted }) => [wanted[0] && mul(dy, b), wanted[1] && mul(dy, a)],
});
