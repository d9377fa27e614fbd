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
import { allocate, type Data, type Operation, sizeOf, Tensor } from "@convkit/tensor";
import { type Affine, affineOf } from "./affine.js";
import { joinNodes, type Network, type Node } from "./network.js";

/** Neighbouring weights that work for one channel of the result: how many, and the channel of each run of them. */
interface Runs {
  readonly length: number;
  readonly channelOf: (run: number) => number;
}

/** An operation whose result is linear in weights: its axis of channels, and the runs of its weights. */
interface Weighted {
  readonly axis: (rank: number) => number;
  readonly runs: (weight: Tensor, params: unknown) => Runs;
}

/** Weights [channels, …]. */
const rows = ({ shape }: Tensor): Runs => ({ length: sizeOf(shape.slice(1)), channelOf: (run) => run });

/** Weights [Cin, Cout/groups, …] of a transposed convolution. */
function columns({ shape: [inChannels, perGroup, ...kernel] }: Tensor, params: unknown): Runs {
  const inGroup = inChannels / (params as ConvGeometry).groups;
  const channelOf = (run: number): number =>
    Math.floor(run / (perGroup * inGroup)) * perGroup + (run % perGroup);
  return { length: sizeOf(kernel), channelOf };
}

const weighted = new Map<Operation, Weighted>([
  ...[conv1d, conv2d, conv3d].map((f) => [f.operation, { axis: () => 1, runs: rows }] as const),
  ...[convTranspose1d, convTranspose2d, convTranspose3d].map(
    (f) => [f.operation, { axis: () => 1, runs: columns }] as const,
  ),
  [linear.operation, { axis: (rank) => rank - 1, runs: rows }],
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
      // A wrapped weight is another weight.
      if (!rule || x.dtype === "int32") return undefined;
      if (layer.node.inputs.slice(1).some(({ isAbstract }) => isAbstract)) return undefined;
      const affine = affineOf(node, x, rule.axis(x.rank));
      return affine && { at: layer.at, node: scaled(layer.node, node, affine, rule) };
    },
    (node) => node,
  );
}

function scaled(layer: Node, { operation, outputs }: Node, { scale, shift }: Affine, rule: Weighted): Node {
  const [x, weight, bias] = layer.inputs;
  const { length, channelOf } = rule.runs(weight, layer.params);
  const like = (shape: readonly number[], fill: (data: Data) => void): Tensor => {
    const data = allocate("compile", weight.dtype, sizeOf(shape));
    fill(data);
    return new Tensor({ shape, dtype: weight.dtype }, data);
  };
  const scaledWeight = like(weight.shape, (data) => {
    const old = weight.data;
    for (let run = 0, i = 0; i < data.length; run++) {
      const factor = scale[channelOf(run)];
      for (const end = i + length; i < end; i++) data[i] = old[i] * factor;
    }
  });
  const shifted = like([scale.length], (data) => {
    for (let c = 0; c < data.length; c++) data[c] = (bias ? bias.data[c] * scale[c] : 0) + shift[c];
  });
  return { ...layer, inputs: [x, scaledWeight, shifted], outputs, joined: [...layer.joined, operation.name] };
}
