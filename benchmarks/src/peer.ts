import type { Graph } from "./graph.js";
import type { Layer } from "./layers.js";

/** A layer with its numbers: float32, NCHW and OIHW (transposed: IOHW), one sample. */
export interface Case {
  readonly layer: Layer;
  /** The layer alone, as a network. */
  readonly graph: Graph;
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

/** An open library. What it cannot do it throws, with the reason. */
export interface Session {
  /** A network's output for x. */
  infer(graph: Graph, x: Float32Array): Ready | Promise<Ready>;
  /** Both gradients of a layer. */
  backward?(given: Case): Ready | Promise<Ready>;
}

/** A library to measure. `open` loads it; it throws where the library is not installed. */
export interface Peer {
  readonly name: string;
  /** Takes seconds where others take milliseconds: these are left out by --quick. */
  readonly slow?: readonly ("backward" | "network")[];
  open(threads: number): Promise<Session>;
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

/** NCHW, as [1, C, H, W] or [1, C], to TensorFlow's NHWC. */
export const toNhwc = (data: ArrayLike<number>, shape: readonly number[]): Float32Array =>
  shape.length === 4 ? permuted(data, shape, [0, 2, 3, 1]) : Float32Array.from(data);

/** Back again; `shape` is that in NCHW. */
export const fromNhwc = (data: ArrayLike<number>, shape: readonly number[]): Float32Array =>
  shape.length === 4
    ? permuted(data, [shape[0], shape[2], shape[3], shape[1]], [0, 3, 1, 2])
    : Float32Array.from(data);

/** The shape in NHWC. */
export const nhwc = (shape: readonly number[]): number[] =>
  shape.length === 4 ? [shape[0], shape[2], shape[3], shape[1]] : [...shape];
