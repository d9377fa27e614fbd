/**
 * Float32 implementations of this package's operations: "simd" in WebAssembly; "tiles", for matrices where that cannot
 * be, in plain numbers. Eager calls copy operands in and results out, so short arrays are left to the definitions' loops.
 */
import { type Layout, type Matrices, sumLayout, sumProgram } from "@convkit/kernels";
import { simdStretched, simdUnary } from "./fast/elementwise.js";
import { fastProduct } from "./fast/products.js";
import { simdWhole } from "./fast/vectors.js";
import { gridMoves, moveProgram, orderMoves, seamMoves } from "./moves.js";
import type { FastImplementation } from "./operation.js";
import type { Stretch } from "./ops/broadcast.js";
import type { Seams } from "./ops/concat.js";
import type { Groups } from "./ops/groups.js";
import type { Products } from "./ops/matmul.js";
import type { Grid } from "./ops/slice.js";
import type { Order } from "./ops/transpose.js";
import { sizeOf } from "./shape.js";

function matricesOf({ m, k, n, batch, batchA, batchB, transposeA, transposeB }: Products): Matrices | string {
  const [all, ofA, ofB] = [batch, batchA, batchB].map(sizeOf);
  if (ofA !== all) return "leading axes of a are stretched";
  if (ofB !== all && ofB !== 1) return "leading axes of b are stretched, but not to one matrix for all";
  return { batch: all, m, k, n, turnedA: transposeA, turnedB: transposeB, sharedB: ofB === 1 };
}

/** In additions of the definition's loop. */
const summed: FastImplementation["predict"] = (_, [x], __, fusion) =>
  (fusion ? 200 : 4000) + 0.3 * sizeOf(x.shape);

/** What only copies costs nothing by its definition, which does it as well, unless operands are resident. */
const copied: FastImplementation["predict"] = (_, __, ___, fusion) => (fusion ? 0 : 1);

/** For each operation, the ways to compute it. */
export const fast: Record<
  "neg" | "abs" | "square" | "sqrt" | "relu" | "exp" | "tanh",
  FastImplementation<object>[]
> &
  Record<
    "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "greater" | "less" | "equal" | "where",
    FastImplementation<{ layout: Layout }>[]
  > & {
    matmul: FastImplementation<Products>[];
    sum: FastImplementation<Groups>[];
    mean: FastImplementation<Groups>[];
    sumTo: FastImplementation<Stretch>[];
    broadcastTo: FastImplementation<Stretch>[];
    transpose: FastImplementation<Order>[];
    slice: FastImplementation<Grid>[];
    pad: FastImplementation<Grid>[];
    concat: FastImplementation<Seams>[];
  } = {
  neg: simdUnary("neg"),
  abs: simdUnary("abs"),
  square: simdUnary("square"),
  sqrt: simdUnary("sqrt"),
  relu: simdUnary("relu", { times: 2 }),
  exp: simdUnary("exp", { times: 8 }),
  tanh: simdUnary("tanh", { times: 14 }),
  add: simdStretched("add"),
  sub: simdStretched("sub"),
  mul: simdStretched("mul"),
  div: simdStretched("div"),
  maximum: simdStretched("maximum", 2),
  minimum: simdStretched("minimum", 2),
  greater: simdStretched("greater"),
  less: simdStretched("less"),
  equal: simdStretched("equal"),
  where: simdStretched("where", 2),
  matmul: fastProduct(matricesOf),
  sum: simdWhole(({ shape, kept }) => sumProgram(sumLayout(shape, kept), 1), summed),
  mean: simdWhole(({ shape, kept, count }) => sumProgram(sumLayout(shape, kept), count), summed),
  broadcastTo: simdStretched("copy").map((one) => ({ ...one, predict: copied })),
  transpose: simdWhole((order, sizes) => moveProgram(orderMoves(order), sizes), copied),
  slice: simdWhole((grid, sizes) => moveProgram(gridMoves(grid, "out"), sizes), copied),
  pad: simdWhole(
    (grid, sizes) => moveProgram(gridMoves(grid, "in"), sizes),
    copied,
    ({ value }) => value === 0 || "it pads with a value other than 0",
  ),
  concat: simdWhole((seams, sizes) => moveProgram(seamMoves(seams), sizes), copied),
  sumTo: simdWhole(({ from, to }) => {
    const kept = [...from.slice(to.length).map(() => 1), ...to];
    return sumProgram(sumLayout(from, kept), 1);
  }, summed),
};
