import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { type Data, requireInteger, type Spec } from "../dtype.js";
import { LimitError, ShapeError } from "../errors.js";
import type { HasOperation } from "../operation.js";
import { checkOptions, checkShape, sameShape } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { type Groups, groupOffsets, groupsOf } from "./groups.js";

// Taking one element of each group, and putting one there, are each other's adjoint.

type Axes = number | readonly number[];

export interface PlaceOptions {
  shape: readonly number[];
  axes?: Axes;
}

function groupsFor(operation: string, axes: Axes | undefined, whole: Spec, ...parts: Spec[]): Groups {
  const groups = groupsOf(operation, { axes }, whole);
  requireInteger(operation, "indices", parts[0]);
  for (const [index, { shape }] of parts.entries()) {
    if (sameShape(shape, groups.output)) continue;
    throw new ShapeError({
      operation,
      argument: ["indices", "values"][index],
      found: `has shape [${shape.join(", ")}]`,
      value: shape,
      expected: `[${whole.shape.join(", ")}] without axes ${groups.axes.join(", ")} is [${groups.output.join(", ")}]`,
    });
  }
  return groups;
}

/** The offset of the chosen element of each group. */
function chosen(operation: string, groups: Groups, indices: Data): Float64Array {
  const { starts, steps } = groupOffsets(groups);
  return Float64Array.from(indices, (index, group) => {
    if (index >= 0 && index < groups.count) return starts[group] + steps[index];
    throw new LimitError({
      operation,
      argument: "indices",
      value: index,
      found: `hold ${index}`,
      expected: `must be from 0 to ${groups.count - 1}`,
    });
  });
}

const take = defineOp<{ axes?: Axes }, Groups>({
  name: "pick",
  inputs: [{ name: "x" }, { name: "indices", differentiable: false }],
  params(options, [x, indices]) {
    checkOptions("pick", options, ["axes"]);
    return groupsFor("pick", options.axes, x, indices);
  },
  outputs: ({ output }, [x]) => [{ shape: output, dtype: x.dtype }],
  forward(groups, [x, indices], [y]) {
    chosen("pick", groups, indices).forEach((offset, i) => {
      y[i] = x[offset];
    });
  },
  vjp: ({ shape, axes }, { inputs: [, indices], dy: [dy] }) => [place(dy, indices, { shape, axes })],
  cost: elementCost(0),
});

const put = defineOp<PlaceOptions, Groups>({
  name: "place",
  inputs: [{ name: "values" }, { name: "indices", differentiable: false }],
  params(options, [values, indices]) {
    checkOptions("place", options, ["shape", "axes"]);
    checkShape("place", options.shape);
    return groupsFor("place", options.axes, { shape: options.shape, dtype: values.dtype }, indices, values);
  },
  outputs: ({ shape }, [values]) => [{ shape, dtype: values.dtype }],
  forward(groups, [values, indices], [y]) {
    chosen("place", groups, indices).forEach((offset, i) => {
      y[offset] = values[i];
    });
  },
  vjp: ({ axes }, { inputs: [, indices], dy: [dy] }) => [pick(dy, indices, { axes })],
  cost: elementCost(0),
});

/**
 * One element of each group along `axes`, chosen by int32 indices as `argMax` gives them: the score of
 * the right class, say. The indices have x's shape without `axes`.
 * @throws ShapeError, DtypeError; LimitError for an index outside the group
 * @example pick(tensor([[1, 2], [3, 4]]), tensor([1, 0], [2], "int32"), { axes: 1 }).toArray() // [2, 3]
 */
export const pick: ((x: Tensor, indices: Tensor, options?: { axes?: Axes }) => Tensor) & HasOperation =
  withOperation(
    take,
    (x: Tensor, indices: Tensor, options: { axes?: Axes } = {}) => take([x, indices], options)[0],
  );

/**
 * Zeros of `shape` with one value in each group along `axes`: the adjoint of `pick`.
 * @throws ShapeError, DtypeError; LimitError for an index outside the group
 * @example place(tensor([5, 6]), tensor([1, 0], [2], "int32"), { shape: [2, 2], axes: 1 }).toArray() // [[0, 5], [6, 0]]
 */
export const place: ((values: Tensor, indices: Tensor, options: PlaceOptions) => Tensor) & HasOperation =
  withOperation(
    put,
    (values: Tensor, indices: Tensor, options: PlaceOptions) => put([values, indices], options)[0],
  );
