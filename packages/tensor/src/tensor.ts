import { type Data, type DType, dtypes, type Spec } from "./dtype.js";
import { ConvKitError, DtypeError, ShapeError } from "./errors.js";
import { dispatch } from "./interpreter.js";
import { castRecord } from "./ops/cast.js";
import { formatTensor } from "./print.js";
import { sizeOf } from "./shape.js";

/** Numbers nested to the depth of a tensor's rank. */
export type NestedArray = number | NestedArray[];

/**
 * An immutable array of numbers: a shape, an element type and a row-major typed array.
 *
 * Tensors are values: no operation changes one, nothing is to be disposed of, and no view goes stale.
 * Inside `trace` a tensor has a shape but no data.
 */
export class Tensor implements Spec {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly #data: Data | undefined;

  constructor(spec: Spec, data?: Data) {
    this.shape = Object.freeze([...spec.shape]);
    this.dtype = spec.dtype;
    this.#data = data;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** True inside `trace`, where shapes are known and values are not. */
  get isAbstract(): boolean {
    return this.#data === undefined;
  }

  /** The elements, row-major. To be read only. @throws ConvKitError inside `trace`. */
  get data(): Data {
    if (this.#data === undefined) {
      throw new ConvKitError({
        operation: "tensor.data",
        argument: `the traced tensor [${this.shape.join(", ")}]`,
        found: "has no values",
        expected: "a traced function runs on shapes alone and must not read values",
        fix: "choose by shape, or use operations such as where, maximum and greater",
      });
    }
    return this.#data;
  }

  /** The value of a tensor with one element. */
  item(): number {
    if (this.size !== 1) {
      throw new ShapeError({
        operation: "tensor.item",
        argument: "the tensor",
        found: `has shape [${this.shape.join(", ")}]`,
        value: this.shape,
        expected: "must hold exactly one element",
      });
    }
    return this.data[0];
  }

  /** The elements as nested JavaScript arrays; a number for a scalar. */
  toArray(): any {
    const data = this.data;
    let offset = 0;
    const nest = (axis: number): NestedArray =>
      axis === this.rank ? data[offset++] : Array.from({ length: this.shape[axis] }, () => nest(axis + 1));
    return nest(0);
  }

  /** The same values as another element type; differentiable between float types. */
  to(dtype: DType): Tensor {
    if (!dtypes.includes(dtype)) {
      throw new DtypeError({
        operation: "tensor.to",
        argument: "dtype",
        value: dtype,
        expected: `must be one of ${dtypes.join(", ")}`,
      });
    }
    if (dtype === this.dtype) return this;
    const outputs = [{ shape: this.shape, dtype }];
    return dispatch({
      operation: castRecord,
      params: { dtype },
      inputs: [this],
      outputs,
      make: makeTensor,
    })[0];
  }

  toString(): string {
    return formatTensor(this, this.#data);
  }
}

// Readable in Node's console and in notebook cells; a method would need a computed name in the public type.
Object.defineProperty(Tensor.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Tensor): string {
    return this.toString();
  },
});

/** Makes the tensors that operations return. */
export function makeTensor(spec: Spec, data?: Data): Tensor {
  return new Tensor(spec, data);
}
