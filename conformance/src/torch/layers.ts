import * as conv from "@convkit/conv";
import { relu, type Tensor, tanh, tensor } from "@convkit/tensor";
import type { Run } from "./run.js";

/** PyTorch's label smoothing: every class gets an equal share of ε, the right one the rest. */
function smoothed(labels: Tensor, scores: Tensor, epsilon: number): Tensor {
  const classes = scores.shape[1];
  const rows = Array.from(labels.data, (label) =>
    Array.from({ length: classes }, (_, c) => epsilon / classes + (c === label ? 1 - epsilon : 0)),
  );
  return tensor(rows, undefined, scores.dtype);
}

export const layers: Record<string, Run> = {
  linear: ({ input, weight, bias }) => conv.linear(input, weight, { bias }),
  relu: ({ input }) => relu(input),
  tanh: ({ input }) => tanh(input),
  sigmoid: ({ input }) => conv.sigmoid(input),
  softplus: ({ input }) => conv.softplus(input),
  leaky_relu: ({ input }, { negative_slope: slope }) => conv.leakyRelu(input, { slope }),
  elu: ({ input }, { alpha }) => conv.elu(input, { alpha }),
  gelu: ({ input }, { approximate }) => conv.gelu(input, { approximate }),
  silu: ({ input }) => conv.silu(input),
  relu6: ({ input }) => conv.relu6(input),
  hardsigmoid: ({ input }) => conv.hardSigmoid(input),
  hardswish: ({ input }) => conv.hardSwish(input),
  softmax: ({ input }, { dim: axis }) => conv.softmax(input, { axis }),
  log_softmax: ({ input }, { dim: axis }) => conv.logSoftmax(input, { axis }),
  cross_entropy: ({ input, target }, { reduction, label_smoothing }) =>
    conv.crossEntropy(input, label_smoothing ? smoothed(target, input, label_smoothing) : target, {
      reduction,
    }),
  mse_loss: ({ input, target }, { reduction }) => conv.mse(input, target, { reduction }),
  pixel_shuffle: ({ input }, { upscale_factor: factor }) => conv.pixelShuffle(input, { factor }),
  pixel_unshuffle: ({ input }, { downscale_factor: factor }) => conv.pixelUnshuffle(input, { factor }),
  channel_shuffle: ({ input }, { groups }) => conv.channelShuffle(input, { groups }),
  upsample_nearest: ({ input }, { scale }) => conv.upsample(input, { scale }),
  upsample_bilinear: ({ input }, { scale, align_corners: alignCorners }) =>
    conv.upsample(input, { scale, mode: "bilinear", alignCorners }),
  upsample_size: ({ input }, { size, mode, align_corners: alignCorners }) =>
    conv.upsample(input, { size, mode, alignCorners }),
};
