import { sizeOf } from "@convkit/tensor";
import type { Output } from "./outputs.js";
import type { Place } from "./report.js";

/** The index, one number per axis, of the element at a row-major position. */
export function indexOf(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = position % shape[axis];
    position = Math.floor(position / shape[axis]);
  }
  return index;
}

/** The place of a position in all results laid one after the other. */
export function placeOf(position: number, outputs: readonly Output[]): Place {
  let at = 0;
  while (position >= sizeOf(outputs[at].shape)) position -= sizeOf(outputs[at++].shape);
  return { name: outputs[at].name, index: indexOf(position, outputs[at].shape) };
}

/** Position of the first element that differs in any bit but the sign of zero; NaN equals NaN. */
export function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return i;
  }
  return undefined;
}
