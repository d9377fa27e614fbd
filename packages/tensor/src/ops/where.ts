import { broadcastLayout, type Layout } from "@convkit/kernels";
import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype } from "../dtype.js";
import { fast } from "../fast.js";
import type { HasOperation, Operand } from "../operation.js";
import { eachRow } from "../rows.js";
import { broadcastShapes } from "../shape.js";
import { Tensor } from "../tensor.js";
import { sumTo } from "./broadcast.js";
import { asTensor } from "./elementwise.js";

const apply = defineOp<object, { shape: readonly number[]; layout: Layout }>({
  name: "where",
  inputs: [{ name: "condition", differentiable: false }, { name: "a" }, { name: "b" }],
  params(_, [condition, a, b]) {
    commonDtype("where", [a, b]);
    const from = [condition.shape, a.shape, b.shape];
    const shape = broadcastShapes("where", ...from);
    return { shape, layout: broadcastLayout(shape, from) };
  },
  outputs: ({ shape }, [, a]) => [{ shape, dtype: a.dtype }],
  forward: ({ layout }, [condition, a, b], [y]) =>
    eachRow(layout, (begin, end, starts, [stepC, stepA, stepB]) => {
      let [c, i, j] = starts;
      for (let k = begin; k < end; k++, c += stepC, i += stepA, j += stepB) y[k] = condition[c] ? a[i] : b[j];
    }),
  vjp: (_, { inputs: [condition, a, b], dy: [dy], wanted }) => [
    undefined,
    wanted[1] && sumTo(where(condition, dy, 0), a.shape),
    wanted[2] && sumTo(where(condition, 0, dy), b.shape),
  ],
  cost: elementCost(1),
  fast: fast.where,
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
