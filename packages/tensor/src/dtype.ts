import { DtypeError, LimitError } from "./errors.js";

/** Element type. `float32` is the default; `float64` is for checking; `int32` for indices and labels. */
export type DType = "float32" | "float64" | "int32";

/** Where a tensor's elements are: an ordinary typed array, freed by the garbage collector. */
export type Data = Float32Array | Float64Array | Int32Array;

/** What is known of a tensor before it has values. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

export const dtypes: readonly DType[] = ["float32", "float64", "int32"];

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

export function isFloat(dtype: DType): boolean {
  return dtype !== "int32";
}

/** The element type of a typed array that can back a tensor, or undefined; arrays of other realms too. */
export function dtypeOf(data: unknown): DType | undefined {
  const tag = Object.prototype.toString.call(data);
  return dtypes.find((dtype) => tag === `[object ${arrays[dtype].name}]`);
}

/** A zeroed array of `size` elements. @throws LimitError naming the bytes when the engine has no room. */
export function allocate(operation: string, dtype: DType, size: number): Data {
  try {
    return new arrays[dtype](size);
  } catch {
    throw new LimitError({
      operation,
      argument: "result",
      found: `needs ${size} ${dtype} elements (${size * bytesPerElement(dtype)} bytes)`,
      expected: "no typed array of that size can be had",
    });
  }
}

/** The one element type of several inputs. @throws DtypeError when float32 meets float64. */
export function commonDtype(operation: string, specs: readonly Spec[]): DType {
  const [first, ...rest] = specs;
  const other = rest.find((spec) => spec.dtype !== first.dtype);
  if (other) {
    throw new DtypeError({
      operation,
      argument: "inputs",
      found: `are ${first.dtype} [${first.shape.join(", ")}] and ${other.dtype} [${other.shape.join(", ")}]`,
      value: [first.dtype, other.dtype],
      expected: "must share one element type",
      fix: 'convert one of them with .to("float64") or .to("float32")',
    });
  }
  return first.dtype;
}

/** Refuses int32 where rounding to whole numbers would falsify the result. */
export function requireFloat(operation: string, argument: string, { dtype }: Spec): void {
  if (isFloat(dtype)) return;
  throw new DtypeError({
    operation,
    argument,
    found: `is ${dtype}`,
    value: dtype,
    expected: "must be float32 or float64",
    fix: 'convert it with .to("float32")',
  });
}

/** Refuses everything but int32. */
export function requireInteger(operation: string, argument: string, { dtype }: Spec): void {
  if (dtype === "int32") return;
  throw new DtypeError({
    operation,
    argument,
    found: `is ${dtype}`,
    value: dtype,
    expected: "must be int32",
    fix: 'convert it with .to("int32")',
  });
}

/** Refuses a number that an int32 element would cut off. */
export function requireFits(operation: string, argument: string, value: number, dtype: DType): void {
  if (dtype !== "int32" || (value | 0) === value) return;
  throw new DtypeError({
    operation,
    argument,
    value,
    expected: "int32 holds whole numbers from -2147483648 to 2147483647 only",
    fix: "use float32 or float64",
  });
}
