import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype } from "../dtype.js";
import { ShapeError } from "../errors.js";
import type { HasOperation, Operand } from "../operation.js";
import { broadcastShapes, sameShape } from "../shape.js";
import { makeTensor, Tensor } from "../tensor.js";
import { offsetsInto } from "../walk.js";
import { sumTo } from "./broadcast.js";

export type Unary = ((x: Tensor) => Tensor) & HasOperation;
export type Binary = ((a: Operand, b: Operand) => Tensor) & HasOperation;

/** An operation on each element by itself. `vjp` returns the gradient of x. */
export function unary(rule: {
  name: string;
  f: (x: number) => number;
  vjp: (at: { x: Tensor; y: Tensor; dy: Tensor }) => Tensor | undefined;
}): Unary {
  const { name, f } = rule;
  const apply = defineOp<object, object>({
    name,
    inputs: [{ name: "x" }],
    params: () => ({}),
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
 * result's shape; what broadcasting copied is added up here.
 */
export function binary(rule: {
  name: string;
  f: (a: number, b: number) => number;
  vjp: (at: {
    a: Tensor;
    b: Tensor;
    y: Tensor;
    dy: Tensor;
    wanted: readonly boolean[];
  }) => (Tensor | undefined | false)[];
}): Binary {
  const { name, f } = rule;
  const apply = defineOp<object, { a: readonly number[]; b: readonly number[]; shape: readonly number[] }>({
    name,
    inputs: [{ name: "a" }, { name: "b" }],
    params(_, [a, b]) {
      commonDtype(name, [a, b]);
      return { a: a.shape, b: b.shape, shape: broadcastShapes(name, a.shape, b.shape) };
    },
    outputs: ({ shape }, [a]) => [{ shape, dtype: a.dtype }],
    forward({ a: aShape, b: bShape }, [a, b], [y]) {
      if (sameShape(aShape, bShape)) {
        for (let i = 0; i < y.length; i++) y[i] = f(a[i], b[i]);
        return;
      }
      const shape = broadcastShapes(name, aShape, bShape);
      const [inA, inB] = [offsetsInto(aShape, shape), offsetsInto(bShape, shape)];
      for (let i = 0; i < y.length; i++) y[i] = f(a[inA[i]], b[inB[i]]);
    },
    vjp(_, { inputs: [a, b], outputs: [y], dy: [dy], wanted }) {
      const [da, db] = rule.vjp({ a, b, y, dy, wanted });
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
        value: [a, b],
        expected: "at least one must be a tensor",
      });
    }
    return apply([operand(a, like), operand(b, like)], {})[0];
  });
}

/** A number becomes a scalar tensor of the other operand's element type. */
function operand(value: Operand, like: Tensor): Tensor {
  if (typeof value !== "number") return value;
  const data = { float32: Float32Array, float64: Float64Array, int32: Int32Array }[like.dtype].of(value);
  return makeTensor({ shape: [], dtype: like.dtype }, data);
}
