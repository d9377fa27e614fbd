import { product } from "./walk.js";

/** Where an array lies inside a larger or smaller copy of it, axis by axis; the rest of the copy is zero. */
export interface Placement {
  /** Sizes of the array. */
  readonly input: readonly number[];
  /** Sizes of the copy. */
  readonly shape: readonly number[];
  /** Index of the array's first element in the copy; negative where the copy leaves some out. */
  readonly begin: readonly number[];
}

/** Whether the copy is the array itself. */
export const isWhole = ({ input, shape, begin }: Placement): boolean =>
  input.every((extent, axis) => extent === shape[axis] && begin[axis] === 0);

/** Shorter rows are copied by element: making a view costs more. */
const longRow = 128;

/** Writes the placed copy of `channels` arrays, one after another from `base` on, into `copy` from `at` on. */
export function place(
  placement: Placement,
  source: { data: Float32Array; base: number; channels: number },
  copy: Float32Array,
  at: number,
): void {
  const { input, shape, begin } = placement;
  const [own, size] = [product(input), product(shape)];
  if (isWhole(placement)) {
    copy.set(source.data.subarray(source.base, source.base + own * source.channels), at);
    return;
  }
  copy.fill(0, at, at + size * source.channels);
  const last = input.length - 1;
  const visit = (axis: number, from: number, to: number): void => {
    const skipped = Math.max(0, -begin[axis]);
    const shared = Math.min(input[axis], shape[axis] - begin[axis]) - skipped;
    const [i, p] = [from * input[axis] + skipped, to * shape[axis] + begin[axis] + skipped];
    if (axis === last) copyRow(source.data, source.base + i, copy, at + p, shared);
    else for (let step = 0; step < shared; step++) visit(axis + 1, i + step, p + step);
  };
  for (let channel = 0; channel < source.channels; channel++) visit(0, channel, channel);
}

function copyRow(from: Float32Array, i: number, to: Float32Array, j: number, length: number): void {
  if (length >= longRow) to.set(from.subarray(i, i + length), j);
  else for (let step = 0; step < length; step++) to[j + step] = from[i + step];
}
