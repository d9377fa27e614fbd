import { type Binary, binary } from "./elementwise.js";

/** a + b, with broadcasting. @example add(tensor([1, 2]), 10).toArray() // [11, 12] */
export const add: Binary = binary({
  name: "add",
  f: (a, b) => a + b,
  vjp: ({ dy }) => [dy, dy],
});
