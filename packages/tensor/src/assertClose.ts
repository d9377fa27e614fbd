import { tensor } from "./create.js";
import { ConvKitError, ShapeError } from "./errors.js";
import { sameShape, stridesOf } from "./shape.js";
import { type NestedArray, Tensor } from "./tensor.js";

export interface CloseOptions {
  /** Largest |actual − expected| allowed, in units of max(1, |expected|). Default 1e-9, and 1e-5 where float32 takes part. */
  tolerance?: number;
}

/**
 * Throws unless two tensors (or numbers, or nested arrays) have one shape and nearly equal values. NaN
 * equals NaN, and infinities must agree.
 *
 * @throws ShapeError for unequal shapes; ConvKitError naming the worst element and both values
 * @example assertClose(tensor([0.1, 0.2]), [0.1, 0.2]) // undefined
 */
export function assertClose(
  actual: Tensor | NestedArray,
  expected: Tensor | NestedArray,
  options: CloseOptions = {},
): void {
  const [a, b] = [asTensor(actual), asTensor(expected)];
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError({
      operation: "assertClose",
      argument: "actual",
      found: `has shape [${a.shape.join(", ")}]`,
      value: a.shape,
      expected: `[${b.shape.join(", ")}] is expected`,
    });
  }
  const tolerance = options.tolerance ?? ([a, b].some(({ dtype }) => dtype === "float32") ? 1e-5 : 1e-9);
  let worst = -1;
  let worstError = tolerance;
  a.data.forEach((value: number, index: number) => {
    const error = errorOf(value, b.data[index]);
    if (error > worstError) [worst, worstError] = [index, error];
  });
  if (worst < 0) return;
  const place = stridesOf(a.shape).map((stride, axis) => Math.floor(worst / stride) % a.shape[axis]);
  throw new ConvKitError({
    operation: "assertClose",
    argument: place.length ? `element [${place.join(", ")}]` : "actual",
    found: `is ${a.data[worst]}`,
    value: a.data[worst],
    expected: `${b.data[worst]} is expected (tolerance ${tolerance})`,
  });
}

function asTensor(value: Tensor | NestedArray): Tensor {
  return value instanceof Tensor ? value : tensor(value, undefined, "float64");
}

function errorOf(actual: number, expected: number): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}
