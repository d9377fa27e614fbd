import type { Layer } from "./layers.js";

/** What every library gets: float32, NCHW and OIHW (transposed: IOHW), one sample. */
export interface Case {
  readonly layer: Layer;
  readonly x: Float32Array;
  readonly w: Float32Array;
  /** Gradient of the result. */
  readonly dy: Float32Array;
}

export type Pass = "forward" | "backward";

/** One computation, ready to run again and again. */
export interface Ready {
  run(): unknown;
  /** The result of the last run: y in NCHW, or dx followed by dw. */
  result(): Float32Array | Promise<Float32Array>;
  close?(): void;
}

export interface Session {
  /** Prepares one pass. Throws, or returns the reason, where the library cannot do it. */
  prepare(pass: Pass, given: Case): Ready | string | Promise<Ready | string>;
}

/** A library to measure. `open` loads it; it throws where the library is not installed. */
export interface Peer {
  readonly name: string;
  /** Takes seconds for gradients: left out by --quick. */
  readonly slowBackward?: true;
  open(): Promise<Session>;
}

/** dx and dw in one array, in the layouts of x and w. */
export function joined(dx: Float32Array, dw: Float32Array): Float32Array {
  const both = new Float32Array(dx.length + dw.length);
  both.set(dx);
  both.set(dw, dx.length);
  return both;
}

/** Loads a package that may be absent: by a name that a bundler cannot see. */
export const load = (name: string): Promise<any> => import(name);

/** Copies an array with its axes in another order. */
export function permuted(
  data: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(data.length);
  let next = 0;
  const visit = (depth: number, from: number): void => {
    if (depth === order.length) result[next++] = data[from];
    else for (let i = 0; i < shape[order[depth]]; i++) visit(depth + 1, from + i * steps[order[depth]]);
  };
  visit(0, 0);
  return result;
}
