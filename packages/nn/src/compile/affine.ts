import { batchNorm1d, batchNorm2d, batchNorm3d } from "@convkit/conv";
import { add, div, mul, type Operation, sameShape, sub, type Tensor } from "@convkit/tensor";
import type { Node } from "./network.js";

/** y = scale · x + shift, by channel. */
export interface Affine {
  readonly scale: readonly number[];
  readonly shift: readonly number[];
}

const batchNorms = new Set<Operation>([batchNorm1d, batchNorm2d, batchNorm3d].map((f) => f.operation));

/** What a constant c beside x does; `first` says that c stands before x. */
const pairs = new Map<Operation, (c: number, first: boolean) => readonly [scale: number, shift: number]>([
  [add.operation, (c) => [1, c]],
  [mul.operation, (c) => [c, 0]],
  [sub.operation, (c, first) => (first ? [-1, c] : [1, -c])],
  [div.operation, (c, first) => (first ? [Number.NaN, Number.NaN] : [1 / c, 0])],
]);

/** A node as a scale and a shift of each channel of x (by constants), where it is that and nothing else. */
export function affineOf(node: Node, x: Tensor, axis: number): Affine | undefined {
  const affine = batchNorms.has(node.operation) ? ofBatchNorm(node, x, axis) : ofPair(node, x, axis);
  // Where a scale is no number, weights with it would turn zeros into NaN.
  return affine && [...affine.scale, ...affine.shift].every(Number.isFinite) ? affine : undefined;
}

function ofBatchNorm({ params, inputs }: Node, x: Tensor, axis: number): Affine | undefined {
  const [input, ...others] = inputs;
  const { training, epsilon } = params as { training: boolean; epsilon: number };
  if (training || input !== x || axis !== 1 || others.some(({ isAbstract }) => isAbstract)) return undefined;
  const [gamma, beta, mean, variance] = others.map(({ data }) => Array.from(data));
  const scale = gamma.map((value, c) => value / Math.sqrt(variance[c] + epsilon));
  return { scale, shift: beta.map((value, c) => value - mean[c] * scale[c]) };
}

function ofPair({ operation, inputs, outputs }: Node, x: Tensor, axis: number): Affine | undefined {
  const rule = pairs.get(operation);
  const constant = inputs.find((input) => input !== x);
  if (!rule || !constant || constant.isAbstract || !sameShape(outputs[0].shape, x.shape)) return undefined;
  // Aligned at the last axis, the constant may vary along the channels alone.
  const lead = x.rank - constant.rank;
  if (constant.shape.some((extent, i) => extent !== 1 && i + lead !== axis)) return undefined;
  const { data } = constant;
  const both = Array.from({ length: x.shape[axis] }, (_, c) =>
    rule(data[data.length === 1 ? 0 : c], inputs[0] === constant),
  );
  return { scale: both.map(([scale]) => scale), shift: both.map(([, shift]) => shift) };
}
