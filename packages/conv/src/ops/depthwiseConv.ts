import { checkOptions, ShapeError, type Tensor } from "@convkit/tensor";
import type { Rank } from "../options.js";
import { requireTensor } from "../requireTensor.js";
import { type ConvOptions, conv1d, conv2d, conv3d } from "./conv.js";

export type DepthwiseOptions = Omit<ConvOptions, "groups">;
export type DepthwiseConv = (x: Tensor, weight: Tensor, options?: DepthwiseOptions) => Tensor;

function depthwise(rank: Rank): DepthwiseConv {
  const name = `depthwiseConv${rank}d`;
  const conv = { 1: conv1d, 2: conv2d, 3: conv3d }[rank];
  return (x, weight, options = {}) => {
    checkOptions(name, options, ["bias", "stride", "padding", "dilation"]);
    requireTensor(name, { x, weight });
    const channels = x.shape[1];
    const [outputs, perGroup] = weight.shape;
    if (x.rank !== rank + 2 || weight.rank !== rank + 2 || perGroup !== 1 || outputs % channels !== 0) {
      throw new ShapeError({
        operation: name,
        argument: "weight",
        found: `has shape [${weight.shape.join(", ")}]`,
        value: weight.shape,
        expected: `x [${x.shape.join(", ")}] needs [${channels}·M, 1${", …".repeat(rank)}]`,
      });
    }
    return conv(x, weight, { ...options, groups: channels });
  };
}

/** Depthwise convolution of sequences: x [N, C, L], weight [C·M, 1, k]; otherwise as `depthwiseConv2d`. */
export const depthwiseConv1d: DepthwiseConv = depthwise(1);

/**
 * Depthwise convolution: every channel by M kernels of its own, `conv2d` with as many groups as channels
 * (Chollet 2017, "Xception"). Output channel c·M + m comes from channel c.
 * @param x [N, C, H, W]
 * @param weight [C·M, 1, kH, kW]
 * @returns [N, C·M, H′, W′], sizes as in `conv2d`
 * @throws ShapeError, OptionError, DtypeError
 * @example depthwiseConv2d(tensor([10, 100], [1, 2, 1, 1]), tensor([1, 2, 3, 4], [4, 1, 1, 1])).toArray() // [[[[10]], [[20]], [[300]], [[400]]]]
 */
export const depthwiseConv2d: DepthwiseConv = depthwise(2);

/** Depthwise convolution of volumes: x [N, C, D, H, W], weight [C·M, 1, kD, kH, kW]; otherwise as `depthwiseConv2d`. */
export const depthwiseConv3d: DepthwiseConv = depthwise(3);
