import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { allocate, commonDtype, requireFits, requireFloat } from "../dtype.js";
import { formatValue, ShapeError } from "../errors.js";
import type { HasOperation, Operand } from "../operation.js";
import { broadcastShapes, sameShape, sizeOf } from "../shape.js";
import { makeTensor, Tensor } from "../tensor.js";
import { offsetsInto } from "../walk.js";
import { sumTo } from "./broadcast.js";

export type Unary = ((x: Tensor) => Tensor) & HasOperation;
export type Binary = ((a: Operand, b: Operand) => Tensor) & HasOperation;

/** An operation on each element by itself. `vjp` returns the gradient of x; `floatOnly` refuses int32. */
export function unary(rule: {
  name: string;
  floatOnly?: true;
  f: (x: number) => number;
  vjp: (at: { x: Tensor; y: Tensor; dy: Tensor }) => Tensor | undefined;
}): Unary {
  const { name, f } = rule;
  const apply = defineOp<object, object>({
    name,
    inputs: [{ name: "x" }],
    params(_, [x]) {
      if (rule.floatOnly) requireFloat(name, "x", x);
      return {};
    },
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward(_, [x], [y]) {
      for (let i = 0; i < y.length; i++) y[i] = f(x[i]);
    },
    vjp: (_, { inputs: [x], outputs: [y], dy: [dy] }) => [rule.vjp({ x, y, dy })],
    cost: elementCost(1),
  });
  return withOperation(apply, (x: Tensor) => apply([x], {})[0]);
}

/**
 * An operation on pairs of elements, with broadcasting. `vjp` returns the gradients of a and b in the
 * result's shape; what broadcasting copied is added up here. Without `vjp` there is no gradient.
 */
export function binary(rule: {
  name: string;
  floatOnly?: true;
  f: (a: number, b: number) => number;
  vjp?: (at: {
    a: Tensor;
    b: Tensor;
    y: Tensor;
    dy: Tensor;
    wanted: readonly boolean[];
  }) => (Tensor | undefined | false)[];
}): Binary {
  const { name, f } = rule;
  const differentiable = rule.vjp ? undefined : false;
  const apply = defineOp<object, { a: readonly number[]; b: readonly number[]; shape: readonly number[] }>({
    name,
    inputs: [
      { name: "a", differentiable },
      { name: "b", differentiable },
    ],
    params(_, [a, b]) {
      commonDtype(name, [a, b]);
      if (rule.floatOnly) requireFloat(name, "a", a);
      return { a: a.shape, b: b.shape, shape: broadcastShapes(name, a.shape, b.shape) };
    },
    outputs: ({ shape }, [a]) => [{ shape, dtype: a.dtype }],
    forward({ a: aShape, b: bShape, shape }, [a, b], [y]) {
      // Whole or single operands, the usual case, need no table of offsets.
      const plain = [aShape, bShape].every((own) => sizeOf(own) === 1 || sameShape(own, shape));
      if (plain) {
        const [stepA, stepB] = [a.length === 1 ? 0 : 1, b.length === 1 ? 0 : 1];
        for (let i = 0; i < y.length; i++) y[i] = f(a[i * stepA], b[i * stepB]);
        return;
      }
      const [inA, inB] = [offsetsInto(aShape, shape), offsetsInto(bShape, shape)];
      for (let i = 0; i < y.length; i++) y[i] = f(a[inA[i]], b[inB[i]]);
    },
    vjp(_, { inputs: [a, b], outputs: [y], dy: [dy], wanted }) {
      const [da, db] = rule.vjp?.({ a, b, y, dy, wanted }) ?? [];
      return [da && sumTo(da, a.shape), db && sumTo(db, b.shape)];
    },
    cost: elementCost(1),
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
