/** Operations that move elements and compute nothing, as copies of grids. */
import { type Copy, mergedAxes } from "@convkit/kernels";
import type { Data } from "./dtype.js";
import type { Seams } from "./ops/concat.js";
import type { Grid } from "./ops/slice.js";
import type { Order } from "./ops/transpose.js";
import { sizeOf, stridesOf } from "./shape.js";

/** The definition of all of them. */
export function copyGrids(copies: readonly Copy[], inputs: readonly Data[], y: Data): void {
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

export function orderCopies({ shape, strides }: Order): Copy[] {
  const steps = stridesOf(shape);
  const axes = shape.map((count, axis) => ({ count, from: strides[axis], to: steps[axis] }));
  return [{ operand: 0, from: 0, to: 0, axes }];
}

/** Out of the larger array of a grid, or into it. */
export function gridCopies({ axes: grid }: Grid, way: "out" | "in"): Copy[] {
  const outer = stridesOf(grid.map((axis) => axis.outer));
  const inner = stridesOf(grid.map(({ count }) => count));
  const start = grid.reduce((sum, { begin }, axis) => sum + begin * outer[axis], 0);
  const axes = grid.map(({ count, step }, axis) => {
    const [large, small] = [step * outer[axis], inner[axis]];
    return way === "out" ? { count, from: large, to: small } : { count, from: small, to: large };
  });
  return [{ operand: 0, from: way === "out" ? start : 0, to: way === "in" ? start : 0, axes }];
}

export function seamCopies({ axis, shape, extents }: Seams): Copy[] {
  const [rows, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  let to = 0;
  return extents.map((extent, operand) => {
    const [run, begin] = [extent * inner, to];
    to += run;
    const axes = [
      { count: rows, from: run, to: shape[axis] * inner },
      { count: run, from: 1, to: 1 },
    ];
    return { operand, from: 0, to: begin, axes };
  });
}
