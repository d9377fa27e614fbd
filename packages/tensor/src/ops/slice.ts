import { elementCost } from "../cost.js";
import { type DefinedOperation, defineOp, withOperation } from "../define.js";
import { requireFits } from "../dtype.js";
import { OptionError } from "../errors.js";
import { fast } from "../fast.js";
import { gridMoves, moveAll } from "../moves.js";
import type { HasOperation } from "../operation.js";
import { checkOptions } from "../shape.js";
import type { Tensor } from "../tensor.js";

// Reading a grid of elements, and writing one into a larger array, are each other's adjoint; padding with
// zeros between the elements is the adjoint of a strided slice.

/** A regular grid of elements inside a larger array: one axis of it. */
export interface GridAxis {
  readonly outer: number;
  readonly begin: number;
  readonly step: number;
  readonly count: number;
}

export interface Grid {
  readonly axes: readonly GridAxis[];
  readonly value: number;
}

export interface SliceOptions {
  /** First index of each leading axis; a negative one counts from the end. Default 0. */
  begin?: readonly number[];
  /** Index after the last; a negative one counts from the end. Default the whole axis. */
  end?: readonly number[];
  /** Default 1. */
  step?: readonly number[];
}

/** [begin, end] for each axis. */
export type PaddingPairs = readonly (readonly [begin: number, end: number])[];

export interface PadOptions {
  /** Elements to insert between neighbours, on every axis or one number per axis. Default 0. */
  interior?: number | readonly number[];
  /** What to pad with. Default 0. */
  value?: number;
}

type Padded = PadOptions & { padding: PaddingPairs };

const outerShape = ({ axes }: Grid): number[] => axes.map(({ outer }) => outer);
const innerShape = ({ axes }: Grid): number[] => axes.map(({ count }) => count);

function sliceGrid(options: SliceOptions, shape: readonly number[]): Grid {
  checkOptions("slice", options, ["begin", "end", "step"]);
  const at = (
    name: keyof SliceOptions,
    axis: number,
    fallback: number,
    legal: (value: number) => boolean,
  ) => {
    const given = options[name];
    const value = given?.[axis] ?? fallback;
    if (Number.isInteger(value) && legal(value) && (given?.length ?? 0) <= shape.length) return value;
    throw new OptionError({
      operation: "slice",
      argument: name,
      value: given,
      expected:
        name === "step"
          ? `must be whole numbers ≥ 1, at most ${shape.length} of them`
          : `must lie inside the shape [${shape.join(", ")}]`,
    });
  };
  const axes = shape.map((outer, axis) => {
    const inside = (index: number): boolean => index >= -outer && index <= outer;
    const fromStart = (index: number): number => (index < 0 ? index + outer : index);
    const begin = fromStart(at("begin", axis, 0, inside));
    const end = fromStart(at("end", axis, outer, inside));
    const step = at("step", axis, 1, (value) => value >= 1);
    return { outer, begin, step, count: Math.max(0, Math.ceil((end - begin) / step)) };
  });
  return { axes, value: 0 };
}

function padGrid(padding: PaddingPairs, options: PadOptions, shape: readonly number[]): Grid {
  checkOptions("pad", options, ["interior", "value"]);
  const { interior = 0, value = 0 } = options;
  const between = typeof interior === "number" ? shape.map(() => interior) : interior;
  const natural = (number: number): boolean => Number.isInteger(number) && number >= 0;
  const refuse = (argument: string, value: unknown, expected: string): never => {
    throw new OptionError({ operation: "pad", argument, value, expected });
  };
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2 && pair.every(natural);
  if (!Array.isArray(padding) || padding.length !== shape.length || !padding.every(isPair)) {
    refuse(
      "padding",
      padding,
      `must be a pair [begin, end] of whole numbers ≥ 0 for each of ${shape.length} axes`,
    );
  }
  if (between.length !== shape.length || !between.every(natural)) {
    refuse("interior", interior, `must be a whole number ≥ 0, or one for each of ${shape.length} axes`);
  }
  if (typeof value !== "number") refuse("value", value, "must be a number");
  const axes = shape.map((count, axis) => {
    const [begin, end] = padding[axis];
    const step = between[axis] + 1;
    return { outer: begin + end + count + Math.max(0, count - 1) * between[axis], begin, step, count };
  });
  return { axes, value };
}

const read: DefinedOperation<SliceOptions, Grid> = defineOp<SliceOptions, Grid>({
  name: "slice",
  inputs: [{ name: "x" }],
  params: (options, [x]) => sliceGrid(options, x.shape),
  outputs: (grid, [x]) => [{ shape: innerShape(grid), dtype: x.dtype }],
  forward: (grid, inputs, [y]) => moveAll(gridMoves(grid, "out"), inputs, y),
  vjp: (grid, { dy: [dy] }) => write.at(grid, [dy]),
  cost: elementCost(0),
  fast: fast.slice,
});

const write: DefinedOperation<Padded, Grid> = defineOp<Padded, Grid>({
  name: "pad",
  inputs: [{ name: "x" }],
  params({ padding, ...options }, [x]) {
    const grid = padGrid(padding, options, x.shape);
    requireFits("pad", "value", grid.value, x.dtype);
    return grid;
  },
  outputs: (grid, [x]) => [{ shape: outerShape(grid), dtype: x.dtype }],
  forward(grid, inputs, [y]) {
    if (grid.value !== 0) y.fill(grid.value);
    moveAll(gridMoves(grid, "in"), inputs, y);
  },
  vjp: (grid, { dy: [dy] }) => read.at({ ...grid, value: 0 }, [dy]),
  cost: elementCost(0),
  fast: fast.pad,
});

/**
 * The elements begin, begin + step, … before end on each axis; axes left out are whole.
 * @throws OptionError when an index lies outside the shape
 * @example slice(tensor([0, 1, 2, 3, 4, 5]), { begin: [1], end: [-1], step: [2] }).toArray() // [1, 3]
 */
export const slice: ((x: Tensor, options?: SliceOptions) => Tensor) & HasOperation = withOperation(
  read,
  (x: Tensor, options: SliceOptions = {}) => read([x], options)[0],
);

/**
 * Puts `value` around x, and `interior` elements of it between neighbours (the name is XLA's).
 * With value 0, linear: the adjoint of `slice`.
 * @param padding [begin, end] for each axis
 * @example pad(tensor([1, 2]), [[1, 0]], { interior: 1 }).toArray() // [0, 1, 0, 2]
 */
export const pad: ((x: Tensor, padding: PaddingPairs, options?: PadOptions) => Tensor) & HasOperation =
  withOperation(
    write,
    (x: Tensor, padding: PaddingPairs, options: PadOptions = {}) => write([x], { ...options, padding })[0],
  );
