import {
  broadcastTo,
  checkOptions,
  eye,
  reshape,
  ShapeError,
  sizeOf,
  type Tensor,
  transpose,
} from "@convkit/tensor";
import type { ConvSettings } from "./geometry.js";
import { convOfRank } from "./ops/convOfRank.js";
import { type PerAxis, perAxis } from "./options.js";
import { requireTensor } from "./requireTensor.js";

export interface FcToConvOptions {
  /** [C, …spatial sizes] of the map that the layer sees flattened. */
  inputShape: readonly number[];
}

export interface ConvToFcOptions extends ConvSettings {
  /** Spatial size of the convolution's input. */
  inputSize: PerAxis;
  /** [Cout] */
  bias?: Tensor;
}

/**
 * The convolution that computes what a fully-connected layer does on a flattened map: its kernel covers the
 * whole map, so that on a larger one it slides (CS231n, "Converting FC layers to CONV layers"). The bias
 * stays as it is.
 * @param weight [out, C·H·W]
 * @returns [out, C, H, W]
 * @throws ShapeError, OptionError
 * @example fcToConv(ones([5, 24]), { inputShape: [2, 3, 4] }).shape // [5, 2, 3, 4]
 */
export function fcToConv(weight: Tensor, options: FcToConvOptions): Tensor {
  checkOptions("fcToConv", options, ["inputShape"]);
  requireTensor("fcToConv", { weight });
  const { inputShape } = options;
  if (
    !Array.isArray(inputShape) ||
    inputShape.length < 2 ||
    weight.rank !== 2 ||
    sizeOf(inputShape) !== weight.shape[1]
  ) {
    throw new ShapeError({
      operation: "fcToConv",
      argument: "weight",
      found: `has shape [${weight.shape.join(", ")}]`,
      value: weight.shape,
      expected: `must be [out, C·…] with as many columns as inputShape ${JSON.stringify(inputShape)} has elements`,
    });
  }
  return reshape(weight, [weight.shape[0], ...inputShape]);
}

/**
 * The fully-connected layer that computes what a convolution does on inputs of one size, flattened before
 * and after: large, and zero except for repeated local weights (CS231n, as above). Column j is the
 * convolution's response to a one at element j; with a gradient through the weight.
 * @param weight [Cout, Cin/groups, …1 to 3 kernel sizes]
 * @returns weight [Cout·positions, Cin·inputs] and, where one was given, bias [Cout·positions], for `linear`
 * @throws ShapeError, OptionError as `conv2d`; LimitError where the matrix would not fit
 * @example convToFc(tensor([[[1, 2]]]), { inputSize: 3 }).weight.toArray() // [[1, 2, 0], [0, 1, 2]]
 */
export function convToFc(weight: Tensor, options: ConvToFcOptions): { weight: Tensor; bias?: Tensor } {
  checkOptions("convToFc", options, ["inputSize", "bias", "stride", "padding", "dilation", "groups"]);
  const { inputSize, bias, ...settings } = options;
  const conv = convOfRank("convToFc", weight);
  const size = perAxis("convToFc", "inputSize", inputSize, weight.rank - 2, 1);
  const channels = weight.shape[1] * (settings.groups ?? 1);
  const inputs = channels * sizeOf(size);
  const ones = reshape(eye(inputs, weight.dtype), [inputs, channels, ...size]);
  const responses = conv(ones, weight, settings);
  const positions = sizeOf(responses.shape.slice(2));
  const outputs = weight.shape[0] * positions;
  return {
    weight: transpose(reshape(responses, [inputs, outputs])),
    ...(bias && {
      bias: reshape(broadcastTo(reshape(bias, [weight.shape[0], 1]), [weight.shape[0], positions]), [
        outputs,
      ]),
    }),
  };
}
