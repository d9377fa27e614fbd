import { bytesOf } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import type { Data, DType } from "../dtype.js";
import type { Cost, Operation } from "../operation.js";
import { sizeOf } from "../shape.js";
import type { Tensor } from "../tensor.js";
import { type Groups, groupOffsets, nonEmptyGroupsOf, type ReduceOptions } from "./groups.js";
import { place } from "./pick.js";
import { reshape } from "./reshape.js";
import type { Reduction } from "./sum.js";

/** Calls `found` with each group's extreme value and its place in the group. NaN beats every number. */
function eachExtreme(
  groups: Groups,
  x: Data,
  sign: 1 | -1,
  found: (group: number, value: number, place: number) => void,
): void {
  const { starts, steps } = groupOffsets(groups);
  for (let group = 0; group < starts.length; group++) {
    let best = x[starts[group]];
    let at = 0;
    for (let i = 1; i < steps.length && !Number.isNaN(best); i++) {
      const value = x[starts[group] + steps[i]];
      if (sign * value > sign * best || Number.isNaN(value)) {
        best = value;
        at = i;
      }
    }
    found(group, best, at);
  }
}

const shared = (
  name: string,
  dtype?: DType,
): Pick<Operation<ReduceOptions, Groups>, "params" | "outputs" | "cost"> => ({
  params: (options, [x]) => nonEmptyGroupsOf(name, options, x),
  outputs: ({ output }, [x]) => [{ shape: output, dtype: dtype ?? x.dtype }],
  cost: ({ shape, output }, inputs, outputs): Cost => ({
    macs: 0,
    other: sizeOf(shape) - sizeOf(output),
    bytes: bytesOf([...inputs, ...outputs]),
  }),
});

const extreme = (name: string, sign: 1 | -1): Reduction => {
  const apply = defineOp<ReduceOptions, Groups>({
    name,
    inputs: [{ name: "x" }],
    ...shared(name),
    forward: (groups, [x], [y]) =>
      eachExtreme(groups, x, sign, (group, value) => {
        y[group] = value;
      }),
    vjp({ shape, axes }, { inputs: [x], dy: [dy] }) {
      const indices = (sign === 1 ? argMax : argMin)(x, { axes });
      return [place(reshape(dy, indices.shape), indices, { shape, axes })];
    },
  });
  return withOperation(apply, (x: Tensor, options: ReduceOptions = {}) => apply([x], options)[0]);
};

const argExtreme = (name: string, sign: 1 | -1): Reduction => {
  const apply = defineOp<ReduceOptions, Groups>({
    name,
    inputs: [{ name: "x", differentiable: false }],
    ...shared(name, "int32"),
    forward: (groups, [x], [y]) =>
      eachExtreme(groups, x, sign, (group, _, at) => {
        y[group] = at;
      }),
    vjp: () => [],
  });
  return withOperation(apply, (x: Tensor, options: ReduceOptions = {}) => apply([x], options)[0]);
};

/**
 * Maximum over `axes` (all by default); NaN if the group holds one. The gradient goes to the first
 * maximum in row-major order.
 * @throws ShapeError when a group is empty
 * @example max(tensor([[1, 4], [3, 2]]), { axes: 1 }).toArray() // [4, 3]
 */
export const max: Reduction = extreme("max", 1);

/**
 * Minimum over `axes` (all by default); NaN if the group holds one. The gradient goes to the first
 * minimum in row-major order.
 * @throws ShapeError when a group is empty
 * @example min(tensor([[1, 4], [3, 2]]), { axes: 1 }).toArray() // [1, 2]
 */
export const min: Reduction = extreme("min", -1);

/**
 * Where the first maximum (or NaN) stands, as int32: the position along the axis or, with several axes,
 * in their elements counted row-major.
 * @throws ShapeError when a group is empty
 * @example argMax(tensor([[1, 4], [3, 2]]), { axes: 1 }).toArray() // [1, 0]
 */
export const argMax: Reduction = argExtreme("argMax", 1);

/** Where the first minimum (or NaN) stands; see `argMax`. @example argMin(tensor([3, 1, 2])).item() // 1 */
export const argMin: Reduction = argExtreme("argMin", -1);
