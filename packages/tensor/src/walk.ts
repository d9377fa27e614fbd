import { stridesOf } from "./shape.js";

/**
 * For each element of `outer`, in row-major order, the offset given by a stride per axis.
 * The one loop behind broadcasting, transposing and slicing.
 */
export function stridedOffsets(
  outer: readonly number[],
  strides: readonly number[],
  start = 0,
): Int32Array | Float64Array {
  const reach = outer.reduce((sum, extent, axis) => sum + Math.abs(strides[axis]) * extent, Math.abs(start));
  const Offsets = reach < 2 ** 31 ? Int32Array : Float64Array;
  let offsets = Offsets.of(start);
  for (const [extent, stride] of mergedAxes(outer, strides)) {
    const finer = new Offsets(offsets.length * extent);
    for (let i = 0, at = 0; i < offsets.length; i++)
      for (let j = 0, offset = offsets[i]; j < extent; j++, offset += stride) finer[at++] = offset;
    offsets = finer;
  }
  return offsets;
}

/** Joins axes that one stride runs through, so that the inner loop is long: the whole of a contiguous array. */
function mergedAxes(
  outer: readonly number[],
  strides: readonly number[],
): [extent: number, stride: number][] {
  const merged: [number, number][] = [];
  outer.forEach((extent, axis) => {
    const last = merged.at(-1);
    if (last && last[1] === extent * strides[axis])
      merged[merged.length - 1] = [last[0] * extent, strides[axis]];
    else if (extent !== 1) merged.push([extent, strides[axis]]);
  });
  return merged;
}

/** For each element of `outer`, the element of `inner` that broadcasting puts there. */
export function offsetsInto(inner: readonly number[], outer: readonly number[]): Int32Array | Float64Array {
  const own = stridesOf(inner);
  const lead = outer.length - inner.length;
  return stridedOffsets(
    outer,
    outer.map((_, axis) => (axis < lead || inner[axis - lead] === 1 ? 0 : own[axis - lead])),
  );
}
