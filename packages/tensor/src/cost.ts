import { bytesPerElement, type Spec } from "./dtype.js";
import type { Cost } from "./operation.js";
import { sizeOf } from "./shape.js";

/** Bytes of the given tensors, each touched once. */
export function bytesOf(specs: readonly Spec[]): number {
  return specs.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * bytesPerElement(dtype), 0);
}

/** The cost rule of operations that do `perElement` arithmetic operations for each output element. */
export function elementCost(
  perElement: number,
): (params: unknown, inputs: readonly Spec[], outputs: readonly Spec[]) => Cost {
  return (_, inputs, outputs) => ({
    macs: 0,
    other: perElement * outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    bytes: bytesOf([...inputs, ...outputs]),
  });
}
