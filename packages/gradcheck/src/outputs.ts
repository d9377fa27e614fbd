import { ConvKitError, formatValue, type Spec, sizeOf, Tensor, tensor } from "@convkit/tensor";

/** A function of several tensors that returns one, or several in an array. */
export type TensorFunction = (...inputs: any[]) => Tensor | readonly Tensor[];

/** One of the results; only those of float type have a derivative. */
export interface Output extends Spec {
  readonly name: string;
}

export function nameOutputs(outputs: readonly Spec[], names?: readonly string[]): Output[] {
  return outputs.map(({ shape, dtype }, index) => {
    const name = names?.[index] ?? (outputs.length > 1 ? `output ${index}` : "output");
    return { shape, dtype, name };
  });
}

/** The results that have a derivative; indices and the like have none. */
export function floatOutputs(result: unknown): Tensor[] {
  const list: unknown[] = Array.isArray(result) ? result : [result];
  const isPromise = typeof (result as { then?: unknown } | undefined)?.then === "function";
  if (!list.every((output) => output instanceof Tensor)) {
    throw new ConvKitError({
      operation: "checkGrad",
      argument: "f",
      found: `returned ${isPromise ? "a Promise" : formatValue(result)}`,
      expected: "must return a tensor, or an array of tensors",
      fix: isPromise ? "await outside the function and pass the tensors in" : undefined,
    });
  }
  return (list as Tensor[]).filter(({ dtype }) => dtype !== "int32");
}

/** All results one after the other. */
export function flat(outputs: readonly Tensor[]): Float64Array {
  const row = new Float64Array(outputs.reduce((size, output) => size + output.size, 0));
  outputs.reduce((offset, { data }) => {
    row.set(data, offset);
    return offset + data.length;
  }, 0);
  return row;
}

/** The inverse of `flat`. */
export function unflat(row: Float64Array, specs: readonly Spec[]): Tensor[] {
  let offset = 0;
  return specs.map(({ shape, dtype }) => {
    const size = sizeOf(shape);
    offset += size;
    return tensor(row.subarray(offset - size, offset), shape, dtype);
  });
}
