import { tileColumns } from "../product/sizes.js";
import { passBytes } from "../product/store.js";
import { type Code, i32, type Local } from "../wasm/code.js";
import { winogradFields } from "./fields.js";

export type I32 = Code<"i32">;
export const vector: number = 4 * tileColumns;

/** Bytes of a thread's scratch before the products: the pass of the panel routine, and a vector of m × m tiles. */
export const productsAt = (m: number): number => passBytes + 64 * Math.ceil((m * m) / 4);

export const times = (a: I32, b: I32): I32 => i32.mul(a, b);
export const sum = (first: I32, ...rest: I32[]): I32 => rest.reduce((a, b) => i32.add(a, b), first);

/** Locals of a routine, by name. */
export const named = <Name extends string>(
  local: (type: "i32") => Local<"i32">,
  ...names: Name[]
): Record<Name, Local<"i32">> =>
  Object.fromEntries(names.map((name) => [name, local("i32")])) as Record<Name, Local<"i32">>;

/** Bytes of the transformed weights of a block of targets. */
export const bytesOfBlock = (d: Local<"i32">, points: number): I32 =>
  times(times(i32.const(points), winogradFields.read(d, "depths")), winogradFields.read(d, "sliceStep"));
