import { sizeOf, stridesOf } from "./shape.js";

/**
 * For each element of `outer`, in row-major order, the offset given by a stride per axis.
 * The one loop behind broadcasting, transposing and slicing.
 */
export function stridedOffsets(
  outer: readonly number[],
  strides: readonly number[],
  start = 0,
): Int32Array | Float64Array {
  const size = sizeOf(outer);
  const offsets = size < 2 ** 31 ? new Int32Array(size) : new Float64Array(size);
  if (size === 0) return offsets;
  const index = new Array<number>(outer.length).fill(0);
  for (let position = 0, offset = start; ; ) {
    offsets[position++] = offset;
    let axis = outer.length - 1;
    for (; axis >= 0; axis--) {
      offset += strides[axis];
      if (++index[axis] < outer[axis]) break;
      offset -= strides[axis] * outer[axis];
      index[axis] = 0;
    }
    if (axis < 0) return offsets;
  }
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
