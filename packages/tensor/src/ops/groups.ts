import type { Spec } from "../dtype.js";
import { OptionError, ShapeError } from "../errors.js";
import { checkOptions, normalizeAxes, sizeOf, stridesOf } from "../shape.js";
import { stridedOffsets } from "../walk.js";

export interface ReduceOptions {
  /** The axes to reduce; a negative one counts from the end. All by default. */
  axes?: number | readonly number[];
  /** Whether reduced axes stay, with extent 1. Default false. */
  keepDims?: boolean;
}

/**
 * How a reduction sees its input: in groups of the elements that differ along the reduced axes only,
 * one group for each element of the result.
 */
export interface Groups {
  readonly shape: readonly number[];
  readonly axes: readonly number[];
  /** The input's shape with extent 1 on reduced axes: the result's shape, up to a reshape. */
  readonly kept: readonly number[];
  readonly output: readonly number[];
  /** Elements in a group. */
  readonly count: number;
}

export function groupsOf(operation: string, options: ReduceOptions, { shape }: Spec): Groups {
  checkOptions(operation, options, ["axes", "keepDims"]);
  const { keepDims = false } = options;
  if (typeof keepDims !== "boolean") {
    throw new OptionError({
      operation,
      argument: "keepDims",
      value: keepDims,
      expected: "must be true or false",
    });
  }
  const axes = normalizeAxes(operation, options.axes, shape.length);
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const output = keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis));
  return { shape, axes, kept, output, count: sizeOf(axes.map((axis) => shape[axis])) };
}

/** `groupsOf` for operations that have no value for an empty group. */
export function nonEmptyGroupsOf(operation: string, options: ReduceOptions, x: Spec): Groups {
  const groups = groupsOf(operation, options, x);
  if (groups.count === 0) {
    throw new ShapeError({
      operation,
      argument: "x",
      found: `has shape [${x.shape.join(", ")}]`,
      value: x.shape,
      expected: `the reduced axes ${groups.axes.join(", ")} must hold an element`,
    });
  }
  return groups;
}

/** Where the groups begin, and where their elements are from there, both in row-major order. */
export function groupOffsets({ shape, axes }: Groups): {
  starts: ArrayLike<number>;
  steps: ArrayLike<number>;
} {
  const strides = stridesOf(shape);
  const walk = (own: readonly number[]): ArrayLike<number> =>
    stridedOffsets(
      own.map((axis) => shape[axis]),
      own.map((axis) => strides[axis]),
    );
  return {
    starts: walk(shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))),
    steps: walk(axes),
  };
}
