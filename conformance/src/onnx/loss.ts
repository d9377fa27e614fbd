import * as conv from "@convkit/conv";
import { div, mul, neg, sum, type Tensor, tensor } from "@convkit/tensor";
import { input, type Node, type Run } from "./node.js";

/**
 * Labels as the weights that they give each class: weight[label] there and 0 elsewhere, nothing at all for
 * the label to be ignored.
 */
function weightsOf(node: Node, classes: number): Tensor {
  const labels = input(node, 1);
  const weight = node.inputs[2]?.data;
  const [samples, ...positions] = labels.shape;
  const inner = positions.reduce((a, b) => a * b, 1);
  const out = new Float64Array(labels.size * classes);
  labels.data.forEach((label: number, index: number) => {
    if (label === node.attributes.ignore_index) return;
    const [sample, position] = [Math.floor(index / inner), index % inner];
    out[(sample * classes + label) * inner + position] = weight?.[label] ?? 1;
  });
  return tensor(out, [samples, classes, ...positions]).to(input(node, 0).dtype);
}

/** The mean is over the weights, not over the predictions. */
function reduce(losses: Tensor, weights: Tensor, reduction = "mean"): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? sum(losses) : div(sum(losses), sum(weights));
}

export const losses: Record<string, Run> = {
  NegativeLogLikelihoodLoss: (node) => {
    const logs = input(node, 0);
    const weights = weightsOf(node, logs.shape[1]);
    return [reduce(neg(sum(mul(weights, logs), { axes: 1 })), weights, node.attributes.reduction)];
  },
  SoftmaxCrossEntropyLoss: (node) => {
    const scores = input(node, 0);
    const logs = conv.logSoftmax(scores, { axis: 1 });
    const { reduction = "mean", ignore_index } = node.attributes;
    if (!node.inputs[2] && ignore_index === undefined)
      return [conv.crossEntropy(scores, input(node, 1), { reduction }), logs];
    const weights = weightsOf(node, scores.shape[1]);
    return [reduce(conv.crossEntropy(scores, weights, { reduction: "none" }), weights, reduction), logs];
  },
};
