import { checkOptions, ShapeError, type Tensor } from "@convkit/tensor";
import type { ConvOptions } from "./conv.js";
import { convOfRank } from "./convOfRank.js";

export type PointwiseOptions = Pick<ConvOptions, "bias" | "stride" | "groups">;

/**
 * Pointwise convolution: a fully-connected layer over the channels at every position (Lin, Chen & Yan 2014,
 * "Network in network"), a convolution whose kernel is 1.
 * @param x [N, Cin, …1 to 3 spatial axes]
 * @param weight [Cout, Cin/groups, 1, …]
 * @returns [N, Cout, …]
 * @throws ShapeError where the kernel is not 1; OptionError, DtypeError
 * @example pointwiseConv(tensor([[[1, 2], [3, 4]]]), tensor([[[10], [1]]])).toArray() // [[[13, 24]]]
 */
export function pointwiseConv(x: Tensor, weight: Tensor, options: PointwiseOptions = {}): Tensor {
  checkOptions("pointwiseConv", options, ["bias", "stride", "groups"]);
  const conv = convOfRank("pointwiseConv", weight);
  if (weight.shape.slice(2).some((size) => size !== 1)) {
    throw new ShapeError({
      operation: "pointwiseConv",
      argument: "weight",
      found: `has shape [${weight.shape.join(", ")}]`,
      value: weight.shape,
      expected: `must have kernel ${weight.shape
        .slice(2)
        .map(() => 1)
        .join(" × ")}`,
      fix: `use conv${weight.rank - 2}d`,
    });
  }
  return conv(x, weight, options);
}
