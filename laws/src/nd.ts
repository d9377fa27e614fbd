import type { Tensor } from "@convkit/tensor";

/** A plain array with indices, for naive definitions: own arithmetic, nothing from the packages. */
export interface Nd {
  readonly shape: readonly number[];
  readonly data: Float64Array;
  /** The element at an index, which must exist. */
  at(...index: number[]): number;
  /** The element at an index, 0 outside the array. */
  orZero(...index: number[]): number;
  add(value: number, ...index: number[]): void;
}

export function zeros(shape: readonly number[]): Nd {
  const data = new Float64Array(count(shape));
  const inside = (index: readonly number[]): boolean => index.every((i, axis) => i >= 0 && i < shape[axis]);
  const offset = (index: readonly number[]): number => {
    if (index.length !== shape.length || !inside(index)) throw new RangeError(`[${index}] in [${shape}]`);
    return index.reduce((position, i, axis) => position * shape[axis] + i, 0);
  };
  return {
    shape,
    data,
    at: (...index) => data[offset(index)],
    orZero: (...index) => (inside(index) ? data[offset(index)] : 0),
    add(value, ...index) {
      data[offset(index)] += value;
    },
  };
}

/** The array whose element at each index is `f` of the index. */
export function build(shape: readonly number[], f: (...index: number[]) => number): Nd {
  const result = zeros(shape);
  let position = 0;
  each(shape, (...index) => {
    result.data[position++] = f(...index);
  });
  return result;
}

/** Σ f(index) over all indices of a shape. */
export function total(shape: readonly number[], f: (...index: number[]) => number): number {
  let sum = 0;
  each(shape, (...index) => {
    sum += f(...index);
  });
  return sum;
}

/** Visits every index of a shape, the last axis fastest. */
export function each(shape: readonly number[], visit: (...index: number[]) => void): void {
  const index: number[] = [];
  const go = (axis: number): void => {
    if (axis === shape.length) visit(...index);
    else for (index[axis] = 0; index[axis] < shape[axis]; index[axis]++) go(axis + 1);
  };
  go(0);
}

export const count = (shape: readonly number[]): number => shape.reduce((size, extent) => size * extent, 1);

export function fromTensor({ shape, data }: Tensor): Nd {
  const result = zeros(shape);
  result.data.set(data);
  return result;
}
