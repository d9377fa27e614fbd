import { type Algorithm, checkOptions, type HasOperation, type Tensor, withOperation } from "@convkit/tensor";
import type { AvgPoolGeometry } from "../divisors.js";
import type { PerAxis } from "../options.js";
import { adaptiveGeometry } from "../poolGeometry.js";
import { type MaxPoolGeometry, maxPooling } from "./maxima.js";
import { avgPooling } from "./means.js";

export interface AdaptivePoolOptions {
  /** Spatial size of the result, whatever that of x. */
  outputSize: PerAxis;
  /** Which implementation computes it; see `plan`. Default `"auto"`. */
  algorithm?: Algorithm;
}

type AdaptivePool<P> = ((x: Tensor, options: AdaptivePoolOptions) => Tensor) &
  HasOperation<AdaptivePoolOptions, P>;

const avg = avgPooling<AdaptivePoolOptions>({
  name: "adaptiveAvgPool",
  params(options, x) {
    checkOptions("adaptiveAvgPool", options, ["outputSize"]);
    return { ...adaptiveGeometry("adaptiveAvgPool", options.outputSize, x), divisor: "inside" };
  },
  slides: false,
}).pool;

const max = maxPooling<AdaptivePoolOptions>({
  name: "adaptiveMaxPool",
  params(options, x) {
    checkOptions("adaptiveMaxPool", options, ["outputSize"]);
    return { ...adaptiveGeometry("adaptiveMaxPool", options.outputSize, x), ties: "first" };
  },
  slides: false,
});

/**
 * Average pooling to a given size: region i of o over n elements runs from ⌊i·n/o⌋ to ⌈(i + 1)·n/o⌉, so
 * neighbours overlap where o does not divide n (PyTorch's AdaptiveAvgPool).
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns [N, C, …outputSize]
 * @throws ShapeError, OptionError
 * @example adaptiveAvgPool(tensor([[[1, 2, 3]]]), { outputSize: 2 }).toArray() // [[[1.5, 2.5]]]
 */
export const adaptiveAvgPool: AdaptivePool<AvgPoolGeometry> = withOperation(
  avg,
  (x: Tensor, options: AdaptivePoolOptions) => avg([x], options)[0],
);

/**
 * Max pooling to a given size, over the regions of `adaptiveAvgPool`.
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns [N, C, …outputSize]
 * @throws ShapeError, OptionError
 * @example adaptiveMaxPool(tensor([[[1, 3, 2]]]), { outputSize: 2 }).toArray() // [[[3, 3]]]
 */
export const adaptiveMaxPool: AdaptivePool<MaxPoolGeometry> = withOperation(
  max,
  (x: Tensor, options: AdaptivePoolOptions) => max([x], options)[0],
);
