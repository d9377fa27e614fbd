import { OptionError, ShapeError } from "./errors.js";

/** Number of elements of a shape; 1 for a scalar's `[]`. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** Row-major strides, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  for (let axis = shape.length - 1, step = 1; axis >= 0; step *= shape[axis--]) strides[axis] = step;
  return strides;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** Checks that every extent is a whole number ≥ 0. */
export function checkShape(operation: string, shape: readonly number[]): void {
  if (!Array.isArray(shape) || !shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw new ShapeError({
      operation,
      argument: "shape",
      value: shape,
      expected: "must be a list of whole numbers ≥ 0",
    });
  }
}

/**
 * The shape that several shapes broadcast to: aligned at the last axis, an extent of 1 stretches
 * (NumPy's rule).
 */
export function broadcastShapes(operation: string, ...shapes: (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const extent = extents.find((candidate) => candidate !== 1) ?? 1;
    if (extents.some((candidate) => candidate !== 1 && candidate !== extent)) {
      throw new ShapeError({
        operation,
        argument: "shapes",
        found: `are ${shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ")}`,
        value: shapes,
        expected: `axis ${axis - rank} must have equal extents, or 1`,
      });
    }
    return extent;
  });
}

/** Axes as distinct non-negative numbers in ascending order; a negative one counts from the end. */
export function normalizeAxes(
  operation: string,
  axes: number | readonly number[] | undefined,
  rank: number,
): number[] {
  if (axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : [...axes];
  const normal = list.map((axis) => (axis < 0 ? axis + rank : axis));
  if (
    normal.some((axis) => !Number.isInteger(axis) || axis < 0 || axis >= rank) ||
    new Set(normal).size !== normal.length
  ) {
    throw new OptionError({
      operation,
      argument: "axes",
      value: axes,
      expected:
        rank === 0
          ? "a scalar has no axes"
          : `must be distinct whole numbers from ${-rank} to ${rank - 1} for rank ${rank}`,
    });
  }
  return normal.sort((a, b) => a - b);
}

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
};

/** Refuses options that are no object, and names that are not in `known`, suggesting the nearest one. */
export function checkOptions(operation: string, options: object, known: readonly string[]): void {
  const expected = known.length ? `the options are ${known.join(", ")}` : "there are no options";
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new OptionError({
      operation,
      argument: "options",
      value: options,
      expected: `must be an object: ${expected}`,
    });
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const nearest = [...known].sort((a, b) => distance(name, a) - distance(name, b))[0];
    const close = nearest !== undefined && distance(name, nearest) <= Math.max(2, nearest.length / 3);
    throw new OptionError({
      operation,
      argument: name,
      expected: `there is no option ${name} (${known.length ? `the options are ${known.join(", ")}` : "it takes no options"})`,
      fix: close ? `did you mean ${nearest}?` : undefined,
    });
  }
}
