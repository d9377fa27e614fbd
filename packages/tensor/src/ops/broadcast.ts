import { broadcastLayout, type Layout } from "@convkit/kernels";
import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { ShapeError } from "../errors.js";
import { fast } from "../fast.js";
import type { HasOperation } from "../operation.js";
import { eachRow, rowSums } from "../rows.js";
import { broadcastShapes, checkShape, sameShape, sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";

export interface Stretch {
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Of the larger shape in the smaller. */
  readonly layout: Layout;
}

/** Copying along stretched axes; its adjoint adds up what was copied. */
const stretch = defineOp<{ shape: readonly number[] }, Stretch>({
  name: "broadcastTo",
  inputs: [{ name: "x" }],
  params({ shape }, [x]) {
    checkShape("broadcastTo", shape);
    if (!sameShape(broadcastShapes("broadcastTo", x.shape, shape), shape))
      refuse("broadcastTo", x.shape, shape);
    return { from: x.shape, to: shape, layout: broadcastLayout(shape, [x.shape]) };
  },
  outputs: ({ to }, [x]) => [{ shape: to, dtype: x.dtype }],
  forward: ({ layout }, [x], [y]) =>
    eachRow(layout, (begin, end, [start], [step]) => {
      if (step === 0) y.fill(x[start], begin, end);
      else for (let k = begin, i = start; k < end; k++, i++) y[k] = x[i];
    }),
  vjp: ({ from }, { dy: [dy] }) => [sumTo(dy, from)],
  cost: elementCost(0),
  fast: fast.broadcastTo,
});

const gather = defineOp<{ shape: readonly number[] }, Stretch>({
  name: "sumTo",
  inputs: [{ name: "x" }],
  params({ shape }, [x]) {
    checkShape("sumTo", shape);
    if (!sameShape(broadcastShapes("sumTo", x.shape, shape), x.shape)) refuse("sumTo", x.shape, shape);
    return { from: x.shape, to: shape, layout: broadcastLayout(x.shape, [shape]) };
  },
  outputs: ({ to }, [x]) => [{ shape: to, dtype: x.dtype }],
  forward: ({ layout }, [x], [y]) => y.set(rowSums(layout, x, y.length)),
  vjp: ({ from }, { dy: [dy] }) => [broadcastTo(dy, from)],
  cost: (_, [x], [y]) => ({
    macs: 0,
    other: sizeOf(x.shape) - sizeOf(y.shape),
    bytes: elementCost(0)(_, [x], [y]).bytes,
  }),
  fast: fast.sumTo,
});

function refuse(operation: string, from: readonly number[], to: readonly number[]): never {
  throw new ShapeError({
    operation,
    argument: "shape",
    value: to,
    expected: `x of shape [${from.join(", ")}] does not ${operation === "sumTo" ? "sum" : "stretch"} to it`,
  });
}

type Reshaping = ((x: Tensor, shape: readonly number[]) => Tensor) & HasOperation;

/**
 * Stretches extents of 1, and adds leading axes, to reach `shape`.
 * @example broadcastTo(tensor([[1], [2]]), [2, 2]).toArray() // [[1, 1], [2, 2]]
 */
export const broadcastTo: Reshaping = withOperation(stretch, (x: Tensor, shape: readonly number[]) =>
  sameShape(x.shape, shape) ? x : stretch([x], { shape })[0],
);

/**
 * Adds up the axes that broadcasting would stretch: the adjoint of `broadcastTo`.
 * @example sumTo(tensor([[1, 2], [3, 4]]), [2, 1]).toArray() // [[3], [7]]
 */
export const sumTo: Reshaping = withOperation(gather, (x: Tensor, shape: readonly number[]) =>
  sameShape(x.shape, shape) ? x : gather([x], { shape })[0],
);
