import { allocate, type Data, type DType, dtypeOf, dtypes, requireFits, requireFloat } from "./dtype.js";
import { DtypeError, formatValue, ShapeError } from "./errors.js";
import { type Random, seededRandom } from "./random.js";
import { checkOptions, checkShape, sizeOf } from "./shape.js";
import { makeTensor, type NestedArray, type Tensor } from "./tensor.js";

function checkDtype(operation: string, dtype: DType): void {
  if (!dtypes.includes(dtype)) {
    throw new DtypeError({
      operation,
      argument: "dtype",
      value: dtype,
      expected: `must be one of ${dtypes.join(", ")}`,
    });
  }
}

/** The shape of nested arrays. @throws ShapeError when rows differ in length. */
function nestedShape(data: NestedArray): number[] {
  const shape: number[] = [];
  for (let level: NestedArray = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const check = (level: NestedArray, axis: number): void => {
    const extent = Array.isArray(level) ? level.length : undefined;
    if (extent !== shape[axis] || (extent === undefined && typeof level !== "number")) {
      throw new ShapeError({
        operation: "tensor",
        argument: "data",
        found: `has ${extent === undefined ? formatValue(level) : `a part of length ${extent}`} at depth ${axis}`,
        expected:
          shape[axis] === undefined
            ? "must be a number there"
            : `every part there must have length ${shape[axis]}`,
      });
    }
    if (Array.isArray(level)) for (const part of level) check(part, axis + 1);
  };
  check(data, 0);
  return shape;
}

/**
 * Makes a tensor of numbers, nested arrays or a typed array (which decides its own element type unless
 * `dtype` is given, and is copied).
 *
 * @param shape defaults to the nesting, or to one axis for a flat array
 * @param dtype float32 by default
 * @throws ShapeError when the number of elements does not match the shape, or rows differ in length;
 *   DtypeError when int32 would cut an element off
 * @example tensor([[1, 2, 3], [4, 5, 6]]).shape // [2, 3]
 */
export function tensor(data: NestedArray | Data, shape?: readonly number[], dtype?: DType): Tensor {
  const own = dtypeOf(data);
  const type = dtype ?? own ?? "float32";
  checkDtype("tensor", type);
  if (ArrayBuffer.isView(data) && own === undefined) {
    throw new DtypeError({
      operation: "tensor",
      argument: "data",
      found: `is a ${data.constructor.name}`,
      expected: "must be a Float32Array, a Float64Array, an Int32Array or nested arrays of numbers",
      fix: "convert it with Float32Array.from(data)",
    });
  }
  const nested = own ? [(data as Data).length] : nestedShape(data as NestedArray);
  const values = own
    ? (data as Data)
    : Array.isArray(data)
      ? ((data as unknown[]).flat(Number.POSITIVE_INFINITY as 1) as number[])
      : [data as number];
  const finalShape = shape ?? nested;
  checkShape("tensor", finalShape);
  if (sizeOf(finalShape) !== values.length) {
    throw new ShapeError({
      operation: "tensor",
      argument: "data",
      found: `has ${values.length} elements`,
      value: values.length,
      expected: `shape [${finalShape.join(", ")}] holds ${sizeOf(finalShape)}`,
    });
  }
  if (type === "int32" && own !== "int32") {
    for (const value of values) requireFits("tensor", "an element of data", value, type);
  }
  const out = allocate("tensor", type, values.length);
  out.set(values);
  return makeTensor({ shape: finalShape, dtype: type }, out);
}

/** A tensor whose every element is `value`. @example full([2], 7).toArray() // [7, 7] */
export function full(shape: readonly number[], value: number, dtype: DType = "float32"): Tensor {
  requireFits("full", "value", value, dtype);
  return generate("full", shape, dtype, () => value);
}

/** @example zeros([2]).toArray() // [0, 0] */
export function zeros(shape: readonly number[], dtype: DType = "float32"): Tensor {
  return generate("zeros", shape, dtype, () => 0);
}

/** @example ones([2]).toArray() // [1, 1] */
export function ones(shape: readonly number[], dtype: DType = "float32"): Tensor {
  return generate("ones", shape, dtype, () => 1);
}

/** 0, 1, 2, … in `shape`. @example arange([2, 2]).toArray() // [[0, 1], [2, 3]] */
export function arange(shape: readonly number[] | number, dtype: DType = "float32"): Tensor {
  let next = 0;
  return generate("arange", typeof shape === "number" ? [shape] : shape, dtype, () => next++);
}

/** The n × n identity matrix. @example eye(2).toArray() // [[1, 0], [0, 1]] */
export function eye(n: number, dtype: DType = "float32"): Tensor {
  let index = 0;
  return generate("eye", [n, n], dtype, () => (index++ % (n + 1) === 0 ? 1 : 0));
}

export interface RandomOptions {
  /** The same seed gives the same values, on every machine. Default 0. */
  seed?: number;
  dtype?: DType;
}

/** Standard normal values. @example randn([2, 3], { seed: 1 }).shape // [2, 3] */
export function randn(shape: readonly number[], options: RandomOptions = {}): Tensor {
  checkOptions("randn", options, ["seed", "dtype"]);
  const { seed = 0, dtype = "float32" } = options;
  requireFloat("randn", "dtype", { shape, dtype });
  const random: Random = seededRandom(seed);
  return generate("randn", shape, dtype, () => random.normal());
}

/** Values uniform in [low, high), whole numbers where dtype is int32. @example rand([4]).size // 4 */
export function rand(
  shape: readonly number[],
  options: RandomOptions & { low?: number; high?: number } = {},
): Tensor {
  checkOptions("rand", options, ["seed", "dtype", "low", "high"]);
  const { seed = 0, dtype = "float32", low = 0, high = 1 } = options;
  const random: Random = seededRandom(seed);
  const whole = dtype === "int32" ? Math.floor : (value: number): number => value;
  return generate("rand", shape, dtype, () => whole(low + (high - low) * random.uniform()));
}

function generate(operation: string, shape: readonly number[], dtype: DType, next: () => number): Tensor {
  checkShape(operation, shape);
  checkDtype(operation, dtype);
  const data = allocate(operation, dtype, sizeOf(shape));
  for (let index = 0; index < data.length; index++) data[index] = next();
  return makeTensor({ shape, dtype }, data);
}
