/** Operations that move elements and compute nothing, as copies of grids. */
import { type Copy, copyProgram, mergedAxes, type Program } from "@convkit/kernels";
import type { Data } from "./dtype.js";
import type { Seams } from "./ops/concat.js";
import type { Grid } from "./ops/slice.js";
import type { Order } from "./ops/transpose.js";
import { sizeOf, stridesOf } from "./shape.js";

/** What makes a result of so many elements; what no copy reaches is zero. */
export interface Moves {
  readonly size: number;
  readonly copies: readonly Copy[];
}

/** As a program on operands of these sizes. */
export function moveProgram({ size, copies }: Moves, sizes: readonly number[]): Program {
  const written = copies.reduce((sum, { axes }) => sum + sizeOf(axes.map(({ count }) => count)), 0);
  return copyProgram([...sizes, size], copies, written < size);
}

/** As the definition, into zeros. */
export function moveAll({ copies }: Moves, inputs: readonly Data[], y: Data): void {
  for (const { operand, from, to, axes } of copies) copyAlong(mergedAxes(axes), inputs[operand], from, y, to);
}

/** Runs shorter than this are copied by element: a view of them costs more. */
const longRun = 32;

function copyAlong([axis, ...rest]: Copy["axes"], x: Data, from: number, y: Data, to: number): void {
  if (axis === undefined) y[to] = x[from];
  else if (rest.length > 0)
    for (let n = 0, i = from, o = to; n < axis.count; n++, i += axis.from, o += axis.to)
      copyAlong(rest, x, i, y, o);
  else if (axis.from === 1 && axis.to === 1 && axis.count >= longRun)
    y.set(x.subarray(from, from + axis.count), to);
  else for (let n = 0, i = from, o = to; n < axis.count; n++, i += axis.from, o += axis.to) y[o] = x[i];
}

export function orderMoves({ shape, strides }: Order): Moves {
  const steps = stridesOf(shape);
  const axes = shape.map((count, axis) => ({ count, from: strides[axis], to: steps[axis] }));
  return { size: sizeOf(shape), copies: [{ operand: 0, from: 0, to: 0, axes }] };
}

/** Out of the larger array of a grid, or into it. */
export function gridMoves({ axes: grid }: Grid, way: "out" | "in"): Moves {
  const outer = stridesOf(grid.map((axis) => axis.outer));
  const inner = stridesOf(grid.map(({ count }) => count));
  const start = grid.reduce((sum, { begin }, axis) => sum + begin * outer[axis], 0);
  const axes = grid.map(({ count, step }, axis) => {
    const [large, small] = [step * outer[axis], inner[axis]];
    return way === "out" ? { count, from: large, to: small } : { count, from: small, to: large };
  });
  const [from, to] = way === "out" ? [start, 0] : [0, start];
  const size = sizeOf(grid.map(({ count, outer: all }) => (way === "out" ? count : all)));
  return { size, copies: [{ operand: 0, from, to, axes }] };
}

export function seamMoves({ axis, shape, extents }: Seams): Moves {
  const [rows, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  let to = 0;
  const copies = extents.map((extent, operand): Copy => {
    const [run, begin] = [extent * inner, to];
    to += run;
    const axes = [
      { count: rows, from: run, to: shape[axis] * inner },
      { count: run, from: 1, to: 1 },
    ];
    return { operand, from: 0, to: begin, axes };
  });
  return { size: sizeOf(shape), copies };
}
