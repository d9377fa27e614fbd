import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { ShapeError } from "../errors.js";
import type { HasOperation } from "../operation.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";

type Shape = { readonly shape: readonly number[] };

const apply = defineOp<Shape, Shape>({
  name: "reshape",
  inputs: [{ name: "x" }],
  params: ({ shape }, [x]) => ({ shape: resolve(shape, sizeOf(x.shape)) }),
  outputs: ({ shape }, [x]) => [{ shape, dtype: x.dtype }],
  forward: (_, [x], [y]) => y.set(x),
  vjp: (_, { inputs: [x], dy: [dy] }) => [reshape(dy, x.shape)],
  cost: elementCost(0),
  aliases: true,
});

/** Fills in the one −1. */
function resolve(shape: readonly number[], size: number): number[] {
  const given = Array.isArray(shape) ? shape : [];
  const known = given.filter((extent) => extent !== -1);
  const resolved = given.map((extent) => (extent === -1 ? size / sizeOf(known) : extent));
  const legal = resolved.every((extent) => Number.isInteger(extent) && extent >= 0);
  if (given !== shape || !legal || known.length < given.length - 1 || sizeOf(resolved) !== size) {
    throw new ShapeError({
      operation: "reshape",
      argument: "shape",
      value: shape,
      expected: `must be a list that holds the ${size} elements of x (one extent may be -1)`,
    });
  }
  return resolved;
}

/**
 * The same elements, row-major, under another shape; one extent may be −1.
 * @example reshape(tensor([1, 2, 3, 4]), [2, -1]).toArray() // [[1, 2], [3, 4]]
 */
export const reshape: ((x: Tensor, shape: readonly number[]) => Tensor) & HasOperation = withOperation(
  apply,
  (x: Tensor, shape: readonly number[]) => apply([x], { shape })[0],
);
