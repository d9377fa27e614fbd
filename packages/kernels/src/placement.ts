import { product } from "./walk.js";

/**
 * Where elements of an array lie in a copy of it, axis by axis: element i of the copy is element step · i − begin of the
 * array, and zero where that has none.
 */
export interface Placement {
  /** Sizes of the array. */
  readonly input: readonly number[];
  /** Sizes of the copy. */
  readonly shape: readonly number[];
  readonly begin: readonly number[];
  /** 1 on every axis if absent. */
  readonly step?: readonly number[];
}

/** Whether the copy is the array itself. */
export const isWhole = ({ input, shape, begin, step }: Placement): boolean =>
  input.every((extent, axis) => extent === shape[axis] && begin[axis] === 0 && (step?.[axis] ?? 1) === 1);

/** The elements of an axis that are copied: `count` of them, `from` the first and `step` apart, to `to` and its neighbours. */
export function placedStretch(
  { input, shape, begin, step: steps }: Placement,
  axis: number,
): { from: number; to: number; step: number; count: number } {
  const step = steps?.[axis] ?? 1;
  const to = Math.max(0, Math.ceil(begin[axis] / step));
  const end = Math.min(shape[axis], Math.floor((input[axis] - 1 + begin[axis]) / step) + 1);
  return { from: step * to - begin[axis], to, step, count: Math.max(0, end - to) };
}

/** Shorter rows are copied by element: making a view costs more. */
const longRow = 128;

/** Writes the placed copy of `channels` arrays, one after another from `base` on, into `copy` from `at` on. */
export function place(
  placement: Placement,
  source: { data: Float32Array; base: number; channels: number },
  copy: Float32Array,
  at: number,
): void {
  const { input, shape } = placement;
  const [own, size] = [product(input), product(shape)];
  if (isWhole(placement)) {
    copy.set(source.data.subarray(source.base, source.base + own * source.channels), at);
    return;
  }
  copy.fill(0, at, at + size * source.channels);
  const stretches = input.map((_, axis) => placedStretch(placement, axis));
  const visit = (axis: number, from: number, to: number): void => {
    const { step, count, ...first } = stretches[axis];
    const [i, p] = [from * input[axis] + first.from, to * shape[axis] + first.to];
    if (axis === stretches.length - 1) copyRow(source.data, source.base + i, copy, at + p, count, step);
    else for (let k = 0; k < count; k++) visit(axis + 1, i + step * k, p + k);
  };
  for (let channel = 0; channel < source.channels; channel++) visit(0, channel, channel);
}

function copyRow(
  from: Float32Array,
  i: number,
  to: Float32Array,
  j: number,
  length: number,
  step: number,
): void {
  if (length >= longRow && step === 1) to.set(from.subarray(i, i + length), j);
  else for (let k = 0; k < length; k++) to[j + k] = from[i + step * k];
}
