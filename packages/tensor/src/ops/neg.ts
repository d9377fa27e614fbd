import { type Unary, unary } from "./elementwise.js";

/** −x. @example neg(tensor([1, -2])).toArray() // [-1, 2] */
export const neg: Unary = unary({ name: "neg", f: (x) => -x, vjp: ({ dy }) => neg(dy) });
