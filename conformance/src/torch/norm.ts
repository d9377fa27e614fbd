import * as conv from "@convkit/conv";
import { ofRank } from "../cases.js";
import type { Run, RunExtras } from "./run.js";

const batch =
  (rank: number): Run =>
  ({ input, weight, bias, running_mean: mean, running_var: variance }, { training, eps: epsilon }) => {
    const f = ofRank(rank, conv.batchNorm1d, conv.batchNorm2d, conv.batchNorm3d);
    return f(input, weight, bias, training ? { training, epsilon } : { training, mean, variance, epsilon });
  };

/** The running statistics after a batch, where PyTorch stores them. */
const running: RunExtras = ({ input, running_mean: mean, running_var: variance }, { training, momentum }) => {
  if (!training) return [];
  const count = input.size / input.shape[1];
  const after = conv.updateRunning({ mean, variance }, conv.batchStatistics(input), { momentum, count });
  return [after.mean, after.variance];
};

export const norms: Record<string, Run> = {
  batch_norm1d: batch(1),
  batch_norm2d: batch(2),
  batch_norm3d: batch(3),
  layer_norm: ({ input, weight, bias }, { normalized_shape, eps: epsilon }) =>
    conv.layerNorm(input, weight, bias, { axis: -normalized_shape.length, epsilon }),
  instance_norm: ({ input, weight, bias }, { eps: epsilon }) =>
    conv.instanceNorm(input, weight, bias, { epsilon }),
  group_norm: ({ input, weight, bias }, { num_groups: groups, eps: epsilon }) =>
    conv.groupNorm(input, weight, bias, { groups, epsilon }),
  local_response_norm: ({ input }, settings) =>
    conv.localResponseNorm(input, settings as conv.LocalResponseNormOptions),
};

export const normExtras: Record<string, RunExtras> = {
  batch_norm1d: running,
  batch_norm2d: running,
  batch_norm3d: running,
};
