import type { Tensor } from "@convkit/tensor";
import type { PoolOptions } from "../poolGeometry.js";
import { maxPool1d, maxPool2d, maxPool3d } from "./maxPool.js";
import { maxPool1dIndices, maxPool2dIndices, maxPool3dIndices } from "./maxPoolIndices.js";

export interface Pooled {
  readonly y: Tensor;
  /** int32, row-major positions in the plane of each channel. */
  readonly indices: Tensor;
}

/** `maxPool1d` together with `maxPool1dIndices`. */
export function maxPool1dWithIndices(x: Tensor, options: PoolOptions): Pooled {
  return { y: maxPool1d(x, options), indices: maxPool1dIndices(x, options) };
}

/**
 * `maxPool2d` together with where the maxima stood, for `maxUnpool2d`.
 * @example maxPool2dWithIndices(tensor([[[[1, 2], [4, 3]]]]), { kernel: 2 }).indices.toArray() // [[[[2]]]]
 */
export function maxPool2dWithIndices(x: Tensor, options: PoolOptions): Pooled {
  return { y: maxPool2d(x, options), indices: maxPool2dIndices(x, options) };
}

/** `maxPool3d` together with `maxPool3dIndices`. */
export function maxPool3dWithIndices(x: Tensor, options: PoolOptions): Pooled {
  return { y: maxPool3d(x, options), indices: maxPool3dIndices(x, options) };
}
