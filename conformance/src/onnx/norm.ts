import * as conv from "@convkit/conv";
import { add, mul } from "@convkit/tensor";
import { ofRank } from "../cases.js";
import { input, type Run, unary } from "./node.js";

const batch: Run = (node) => {
  const [x, scale, bias, mean, variance] = [0, 1, 2, 3, 4].map((index) => input(node, index));
  const { epsilon = 1e-5, momentum = 0.9, training_mode = 0 } = node.attributes;
  const f = ofRank(x.rank - 2, conv.batchNorm1d, conv.batchNorm2d, conv.batchNorm3d);
  if (!training_mode) return [f(x, scale, bias, { training: false, mean, variance, epsilon })];
  // ONNX's momentum weighs the old statistics, and it stores the biased variance.
  const now = conv.batchStatistics(x);
  return [
    f(x, scale, bias, { training: true, epsilon }),
    add(mul(mean, momentum), mul(now.mean, 1 - momentum)),
    add(mul(variance, momentum), mul(now.variance, 1 - momentum)),
  ];
};

export const norms: Record<string, Run> = {
  BatchNormalization: batch,
  InstanceNormalization: (node) => [
    conv.instanceNorm(input(node, 0), input(node, 1), input(node, 2), {
      epsilon: node.attributes.epsilon ?? 1e-5,
    }),
  ],
  // Of its outputs only the first: the statistics are no results of ours.
  LayerNormalization: (node) => {
    const { axis = -1, epsilon = 1e-5 } = node.attributes;
    return [conv.layerNorm(input(node, 0), node.inputs[1], node.inputs[2], { axis, epsilon })];
  },
  GroupNormalization: (node) => {
    const { num_groups: groups, epsilon = 1e-5 } = node.attributes;
    return [conv.groupNorm(input(node, 0), input(node, 1), input(node, 2), { groups, epsilon })];
  },
  LRN: unary((x, { size, alpha = 1e-4, beta = 0.75, bias: k = 1 }) => {
    const neighbours = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)] as const;
    return conv.localResponseNorm(x, { size, alpha, beta, k, neighbours });
  }),
};
