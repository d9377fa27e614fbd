import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype } from "../dtype.js";
import type { HasOperation, Operand } from "../operation.js";
import { broadcastShapes } from "../shape.js";
import { Tensor } from "../tensor.js";
import { offsetsInto } from "../walk.js";
import { sumTo } from "./broadcast.js";
import { asTensor } from "./elementwise.js";

interface Shapes {
  readonly from: readonly (readonly number[])[];
  readonly to: readonly number[];
}

const apply = defineOp<object, Shapes>({
  name: "where",
  inputs: [{ name: "condition", differentiable: false }, { name: "a" }, { name: "b" }],
  params(_, [condition, a, b]) {
    commonDtype("where", [a, b]);
    const from = [condition.shape, a.shape, b.shape];
    return { from, to: broadcastShapes("where", ...from) };
  },
  outputs: ({ to }, [, a]) => [{ shape: to, dtype: a.dtype }],
  forward({ from, to }, [condition, a, b], [y]) {
    const [inCondition, inA, inB] = from.map((shape) => offsetsInto(shape, to));
    for (let i = 0; i < y.length; i++) y[i] = condition[inCondition[i]] ? a[inA[i]] : b[inB[i]];
  },
  vjp: (_, { inputs: [condition, a, b], dy: [dy], wanted }) => [
    undefined,
    wanted[1] && sumTo(where(condition, dy, 0), a.shape),
    wanted[2] && sumTo(where(condition, 0, dy), b.shape),
  ],
  cost: elementCost(1),
});

/**
 * a where the condition is not 0, else b; all three broadcast. The side not chosen gets no gradient, not
 * even NaN.
 * @example where(tensor([1, 0]), tensor([10, 20]), -1).toArray() // [10, -1]
 */
export const where: ((condition: Tensor, a: Operand, b: Operand) => Tensor) & HasOperation = withOperation(
  apply,
  (condition: Tensor, a: Operand, b: Operand) => {
    const like = [a, b].find((operand): operand is Tensor => operand instanceof Tensor) ?? condition;
    return apply([condition, asTensor("where", a, like), asTensor("where", b, like)], {})[0];
  },
);
