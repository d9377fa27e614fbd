import {
  type ConvGeometry,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  linear,
} from "@convkit/conv";
import { allocate, type Operation, sizeOf, Tensor } from "@convkit/tensor";
import { type Affine, affineOf } from "./affine.js";
import { joinNodes, type Network, type Node } from "./network.js";

/** An operation whose result is linear in weights: its channels, and which of them a weight works for. */
interface Weighted {
  /** The result's axis of channels. */
  readonly axis: (rank: number) => number;
  readonly channelOf: (weight: Tensor, params: unknown) => (index: number) => number;
}

/** Weights [channels, …]. */
const rows = ({ shape }: Tensor) => {
  const row = sizeOf(shape.slice(1));
  return (index: number) => Math.floor(index / row);
};

/** Weights [Cin, Cout/groups, …] of a transposed convolution. */
function columns({ shape: [inChannels, perGroup, ...kernel] }: Tensor, params: unknown) {
  const [taps, inGroup] = [sizeOf(kernel), inChannels / (params as ConvGeometry).groups];
  return (index: number) => {
    const group = Math.floor(index / (taps * perGroup * inGroup));
    return group * perGroup + (Math.floor(index / taps) % perGroup);
  };
}

const weighted = new Map<Operation, Weighted>([
  ...[conv1d, conv2d, conv3d].map((f) => [f.operation, { axis: () => 1, channelOf: rows }] as const),
  ...[convTranspose1d, convTranspose2d, convTranspose3d].map(
    (f) => [f.operation, { axis: () => 1, channelOf: columns }] as const,
  ),
  [linear.operation, { axis: (rank) => rank - 1, channelOf: rows }],
]);

/**
 * Folds batch normalisation by given statistics, and other constant scales and shifts of channels, into the weights
 * and bias of the layer before (Jacob et al. 2018, "Quantization and training of neural networks", §3.2). Computed in
 * float64 and rounded once.
 */
export function foldAffine(network: Network): Network {
  return joinNodes<Node, Node>(
    network,
    (node, { maker }) => {
      const x = node.inputs.find(({ isAbstract }) => isAbstract);
      const layer = x && maker(x);
      const rule = layer && weighted.get(layer.node.operation);
      if (!rule || layer.node.inputs.slice(1).some(({ isAbstract }) => isAbstract)) return undefined;
      const affine = affineOf(node, x, rule.axis(x.rank));
      return affine && { at: layer.at, node: scaled(layer.node, node, affine, rule) };
    },
    (node) => node,
  );
}

function scaled(layer: Node, { operation, outputs }: Node, { scale, shift }: Affine, rule: Weighted): Node {
  const [x, weight, bias] = layer.inputs;
  const channelOf = rule.channelOf(weight, layer.params);
  const like = (shape: readonly number[], value: (index: number) => number): Tensor => {
    const data = allocate("compile", weight.dtype, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = value(i);
    return new Tensor({ shape, dtype: weight.dtype }, data);
  };
  const old = weight.data;
  const inputs = [
    x,
    like(weight.shape, (i) => old[i] * scale[channelOf(i)]),
    like([scale.length], (c) => (bias ? bias.data[c] * scale[c] : 0) + shift[c]),
  ];
  return { ...layer, inputs, outputs, joined: [...layer.joined, operation.name] };
}
