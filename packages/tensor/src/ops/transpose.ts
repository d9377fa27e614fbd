import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { OptionError } from "../errors.js";
import { fast } from "../fast.js";
import { moveAll, orderMoves } from "../moves.js";
import type { HasOperation } from "../operation.js";
import { stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";

export interface Order {
  readonly permutation: readonly number[];
  readonly shape: readonly number[];
  /** The input's strides in the result's order of axes. */
  readonly strides: readonly number[];
}

const apply = defineOp<{ permutation?: readonly number[] }, Order>({
  name: "transpose",
  inputs: [{ name: "x" }],
  params(options, [x]) {
    const axes = x.shape.map((_, axis) => axis);
    const permutation = options.permutation ?? [...axes].reverse();
    if (!Array.isArray(permutation) || String([...permutation].sort((a, b) => a - b)) !== String(axes)) {
      throw new OptionError({
        operation: "transpose",
        argument: "permutation",
        value: permutation,
        expected: `must hold each of ${axes.join(", ")} once`,
      });
    }
    const strides = stridesOf(x.shape);
    return {
      permutation,
      shape: permutation.map((axis) => x.shape[axis]),
      strides: permutation.map((axis) => strides[axis]),
    };
  },
  outputs: ({ shape }, [x]) => [{ shape, dtype: x.dtype }],
  forward: (order, inputs, [y]) => moveAll(orderMoves(order), inputs, y),
  vjp: ({ permutation }, { dy: [dy] }) => [
    transpose(
      dy,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
  cost: elementCost(0),
  fast: fast.transpose,
});

/**
 * Axis i of the result is axis `permutation[i]` of x; reversed axes by default.
 * @example transpose(tensor([[1, 2, 3], [4, 5, 6]])).toArray() // [[1, 4], [2, 5], [3, 6]]
 */
export const transpose: ((x: Tensor, permutation?: readonly number[]) => Tensor) & HasOperation =
  withOperation(apply, (x: Tensor, permutation?: readonly number[]) => apply([x], { permutation })[0]);
