import { broadcastLayout, type Layout } from "@convkit/kernels";
import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { allocate, commonDtype, type Data, requireFits, requireFloat } from "../dtype.js";
import { formatValue, ShapeError } from "../errors.js";
import type { FastImplementation, HasOperation, Operand } from "../operation.js";
import { eachRow } from "../rows.js";
import { broadcastShapes } from "../shape.js";
import { makeTensor, Tensor } from "../tensor.js";
import { sumTo } from "./broadcast.js";

export type Unary = ((x: Tensor) => Tensor) & HasOperation;
export type Binary = ((a: Operand, b: Operand) => Tensor) & HasOperation;

/**
 * An operation on each element by itself: `each` writes all of y. (A loop for each operation: a function for each
 * element would be called in ways that engines cannot inline, at ten times the cost.) `vjp` returns the gradient of x;
 * `floatOnly` refuses int32.
 */
export function unary(rule: {
  name: string;
  floatOnly?: true;
  each: (x: Data, y: Data) => void;
  vjp: (at: { x: Tensor; y: Tensor; dy: Tensor }) => Tensor | undefined;
  fast?: readonly FastImplementation<object>[];
}): Unary {
  const { name, each, fast } = rule;
  const apply = defineOp<object, object>({
    name,
    inputs: [{ name: "x" }],
    params(_, [x]) {
      if (rule.floatOnly) requireFloat(name, "x", x);
      return {};
    },
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward: (_, [x], [y]) => each(x, y),
    vjp: (_, { inputs: [x], outputs: [y], dy: [dy] }) => [rule.vjp({ x, y, dy })],
    cost: elementCost(1),
    fast,
  });
  return withOperation(apply, (x: Tensor) => apply([x], {})[0]);
}

/** Neighbours in y, those from `k` to `end`; their operands are a[i], a[i + stepA] … and b[j], b[j + stepB] … */
export interface Run {
  readonly k: number;
  readonly end: number;
  readonly i: number;
  readonly stepA: number;
  readonly j: number;
  readonly stepB: number;
}

/**
 * An operation on pairs of elements, with broadcasting; `each` writes one run of y. `vjp` returns the gradients of a and b in the
 * result's shape; what broadcasting copied is added up here. Without `vjp` there is no gradient.
 */
export function binary(rule: {
  name: string;
  floatOnly?: true;
  each: (a: Data, b: Data, y: Data, run: Run) => void;
  vjp?: (at: {
    a: Tensor;
    b: Tensor;
    y: Tensor;
    dy: Tensor;
    wanted: readonly boolean[];
  }) => (Tensor | undefined | false)[];
  fast?: readonly FastImplementation<{ layout: Layout }>[];
}): Binary {
  const { name, each, fast } = rule;
  const differentiable = rule.vjp ? undefined : false;
  const apply = defineOp<object, { shape: readonly number[]; layout: Layout }>({
    name,
    inputs: [
      { name: "a", differentiable },
      { name: "b", differentiable },
    ],
    params(_, [a, b]) {
      commonDtype(name, [a, b]);
      if (rule.floatOnly) requireFloat(name, "a", a);
      const shape = broadcastShapes(name, a.shape, b.shape);
      return { shape, layout: broadcastLayout(shape, [a.shape, b.shape]) };
    },
    outputs: ({ shape }, [a]) => [{ shape, dtype: a.dtype }],
    forward: ({ layout }, [a, b], [y]) =>
      eachRow(layout, (k, end, [i, j], [stepA, stepB]) => each(a, b, y, { k, end, i, stepA, j, stepB })),
    vjp(_, { inputs: [a, b], outputs: [y], dy: [dy], wanted }) {
      const [da, db] = rule.vjp?.({ a, b, y, dy, wanted }) ?? [];
      return [da && sumTo(da, a.shape), db && sumTo(db, b.shape)];
    },
    cost: elementCost(1),
    fast,
  });
  return withOperation(apply, (a: Operand, b: Operand) => {
    const like = [a, b].find((operand): operand is Tensor => operand instanceof Tensor);
    if (like === undefined) {
      throw new ShapeError({
        operation: name,
        argument: "operands",
        found: `are ${formatValue(a)} and ${formatValue(b)}`,
        value: [a, b],
        expected: "at least one must be a tensor",
      });
    }
    return apply([asTensor(name, a, like), asTensor(name, b, like)], {})[0];
  });
}

/** A number becomes a scalar tensor of the other operand's element type. */
export function asTensor(operation: string, value: Operand, like: Tensor): Tensor {
  if (typeof value !== "number") return value;
  requireFits(operation, "the number", value, like.dtype);
  const data = allocate(operation, like.dtype, 1);
  data[0] = value;
  return makeTensor({ shape: [], dtype: like.dtype }, data);
}
