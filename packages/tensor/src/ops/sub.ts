import { type Binary, binary } from "./elementwise.js";
import { neg } from "./neg.js";

/** a − b, with broadcasting. @example sub(tensor([1, 2]), 10).toArray() // [-9, -8] */
export const sub: Binary = binary({
  name: "sub",
  f: (a, b) => a - b,
  vjp: ({ dy, wanted }) => [dy, wanted[1] && neg(dy)],
});
