import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { commonDtype } from "../dtype.js";
import { ShapeError } from "../errors.js";
import { fast } from "../fast.js";
import { moveAll, seamMoves } from "../moves.js";
import type { HasOperation } from "../operation.js";
import { normalizeAxes, sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { reshape } from "./reshape.js";
import { slice } from "./slice.js";

export interface Seams {
  readonly axis: number;
  readonly shape: readonly number[];
  /** Extent of each part along the axis. */
  readonly extents: readonly number[];
}

const apply = defineOp<{ axis: number }, Seams>({
  name: "concat",
  inputs: [{ name: "parts", variadic: true }],
  params(options, parts) {
    commonDtype("concat", parts);
    const [first] = parts;
    const [axis] = normalizeAxes("concat", [options.axis], first.shape.length);
    const others = ({ shape }: { shape: readonly number[] }): number[] =>
      shape.filter((_, at) => at !== axis);
    const odd = parts.find((part) => !sameShape(others(part), others(first)));
    if (odd) {
      throw new ShapeError({
        operation: "concat",
        argument: "parts",
        found: `have shapes [${first.shape.join(", ")}] and [${odd.shape.join(", ")}]`,
        value: parts.map(({ shape }) => shape),
        expected: `must agree on every axis but ${axis}`,
      });
    }
    const extents = parts.map(({ shape }) => shape[axis]);
    const total = extents.reduce((sum, extent) => sum + extent, 0);
    return { axis, extents, shape: first.shape.map((extent, at) => (at === axis ? total : extent)) };
  },
  outputs: ({ shape }, [first]) => [{ shape, dtype: first.dtype }],
  forward: (seams, parts, [y]) => moveAll(seamMoves(seams), parts, y),
  vjp({ axis, shape, extents }, { dy: [dy], wanted }) {
    let end = 0;
    return extents.map((extent, index) => {
      const begin = end;
      end += extent;
      const along = (value: number, other: readonly number[]): number[] =>
        other.map((fallback, at) => (at === axis ? value : fallback));
      return (
        wanted[index] &&
        slice(dy, {
          begin: along(
            begin,
            shape.map(() => 0),
          ),
          end: along(end, shape),
        })
      );
    });
  },
  cost: elementCost(0),
  fast: fast.concat,
});

/**
 * Joins tensors along an axis; a negative one counts from the end.
 * @throws ShapeError when they differ on another axis
 * @example concat([tensor([[1, 2]]), tensor([[3, 4]])]).toArray() // [[1, 2], [3, 4]]
 */
export const concat: ((parts: readonly Tensor[], axis?: number) => Tensor) & HasOperation = withOperation(
  apply,
  (parts: readonly Tensor[], axis: number = 0) => apply(atLeastOne("concat", parts), { axis })[0],
);

/** `concat`'s record sees one part at least. */
function atLeastOne(operation: string, parts: readonly Tensor[]): readonly Tensor[] {
  if (Array.isArray(parts) && parts.length > 0) return parts;
  throw new ShapeError({
    operation,
    argument: "parts",
    value: parts,
    expected: "must be a list of at least one tensor",
  });
}

/**
 * Joins tensors of one shape along a new axis.
 * @example stack([tensor([1, 2]), tensor([3, 4])], -1).toArray() // [[1, 3], [2, 4]]
 */
export function stack(parts: readonly Tensor[], axis = 0): Tensor {
  const rank = atLeastOne("stack", parts)[0].rank + 1;
  const [at] = normalizeAxes("stack", axis, rank);
  const rows = parts.map((part) => reshape(part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]));
  return concat(rows, at);
}
