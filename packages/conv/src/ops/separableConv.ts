import { checkOptions, type Tensor } from "@convkit/tensor";
import type { Rank } from "../options.js";
import {
  type DepthwiseConv,
  type DepthwiseOptions,
  depthwiseConv1d,
  depthwiseConv2d,
  depthwiseConv3d,
} from "./depthwiseConv.js";
import { pointwiseConv } from "./pointwiseConv.js";

export type SeparableConv = (
  x: Tensor,
  depthwise: Tensor,
  pointwise: Tensor,
  options?: DepthwiseOptions,
) => Tensor;

function separable(rank: Rank): SeparableConv {
  const depthwiseConv: DepthwiseConv = { 1: depthwiseConv1d, 2: depthwiseConv2d, 3: depthwiseConv3d }[rank];
  return (x, depthwise, pointwise, { bias, ...options } = {}) => {
    checkOptions(`separableConv${rank}d`, options, ["bias", "stride", "padding", "dilation"]);
    return pointwiseConv(depthwiseConv(x, depthwise, options), pointwise, { bias });
  };
}

/** Separable convolution of sequences; otherwise as `separableConv2d`. */
export const separableConv1d: SeparableConv = separable(1);

/**
 * Depthwise separable convolution: a depthwise convolution, then a pointwise one, with nothing between
 * (Chollet 2017, "Xception", §2; Howard et al. 2017, "MobileNets", §3.1). The options are those of the
 * first, the bias is added at the end.
 * @param x [N, C, H, W]
 * @param depthwise [C·M, 1, kH, kW]
 * @param pointwise [Cout, C·M, 1, 1]
 * @returns [N, Cout, H′, W′], sizes as in `conv2d`
 * @throws ShapeError, OptionError, DtypeError
 * @example separableConv2d(ones([1, 2, 3, 3]), ones([2, 1, 3, 3]), ones([1, 2, 1, 1])).toArray() // [[[[18]]]]
 */
export const separableConv2d: SeparableConv = separable(2);

/** Separable convolution of volumes; otherwise as `separableConv2d`. */
export const separableConv3d: SeparableConv = separable(3);
