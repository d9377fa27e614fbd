import { broadcastLayout } from "@convkit/kernels";
import { bytesOf } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { type Data, requireFloat } from "../dtype.js";
import { fast } from "../fast.js";
import type { Cost, HasOperation } from "../operation.js";
import { rowSums } from "../rows.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { broadcastTo } from "./broadcast.js";
import { type Groups, groupsOf, nonEmptyGroupsOf, type ReduceOptions } from "./groups.js";
import { mul } from "./mul.js";
import { reshape } from "./reshape.js";

export type Reduction = ((x: Tensor, options?: ReduceOptions) => Tensor) & HasOperation;

/** The gradient of each element of a group is the group's. */
const spread = (dy: Tensor, { kept, shape }: Groups): Tensor => broadcastTo(reshape(dy, kept), shape);

const applySum = defineOp<ReduceOptions, Groups>({
  name: "sum",
  inputs: [{ name: "x" }],
  params: (options, [x]) => groupsOf("sum", options, x),
  outputs: ({ output }, [x]) => [{ shape: output, dtype: x.dtype }],
  forward: (groups, [x], [y]) => addUp(groups, x, y, false),
  vjp: (groups, { dy: [dy] }) => [spread(dy, groups)],
  cost: ({ shape, output }, inputs, outputs): Cost => ({
    macs: 0,
    other: Math.max(0, sizeOf(shape) - sizeOf(output)),
    bytes: bytesOf([...inputs, ...outputs]),
  }),
  fast: fast.sum,
});

const applyMean = defineOp<ReduceOptions, Groups>({
  name: "mean",
  inputs: [{ name: "x" }],
  params(options, [x]) {
    requireFloat("mean", "x", x);
    return nonEmptyGroupsOf("mean", options, x);
  },
  outputs: ({ output }, [x]) => [{ shape: output, dtype: x.dtype }],
  forward: (groups, [x], [y]) => addUp(groups, x, y, true),
  vjp: (groups, { dy: [dy] }) => [spread(mul(dy, 1 / groups.count), groups)],
  cost: ({ shape }, inputs, outputs) => ({
    macs: 0,
    other: sizeOf(shape), // count − 1 additions and one division a group
    bytes: bytesOf([...inputs, ...outputs]),
  }),
  fast: fast.mean,
});

/** In float64 whatever the element type: a float32 sum of ones stalls at 2²⁴. */
function addUp({ shape, kept, count }: Groups, x: Data, y: Data, mean: boolean): void {
  const sums = rowSums(broadcastLayout(shape, [kept]), x, y.length);
  for (let group = 0; group < y.length; group++) y[group] = mean ? sums[group] / count : sums[group];
}

/**
 * Sum over `axes` (all by default), added up in float64; an empty group gives 0.
 * @example sum(tensor([[1, 2], [3, 4]]), { axes: 0 }).toArray() // [4, 6]
 */
export const sum: Reduction = withOperation(
  applySum,
  (x: Tensor, options: ReduceOptions = {}) => applySum([x], options)[0],
);

/**
 * Mean over `axes` (all by default), added up in float64.
 * @throws ShapeError when a group is empty, DtypeError for int32
 * @example mean(tensor([[1, 2], [3, 4]]), { axes: [1], keepDims: true }).toArray() // [[1.5], [3.5]]
 */
export const mean: Reduction = withOperation(
  applyMean,
  (x: Tensor, options: ReduceOptions = {}) => applyMean([x], options)[0],
);
