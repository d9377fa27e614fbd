import { relu6 } from "@convkit/conv";
import type { Fusion } from "@convkit/kernels";
import { add, maximum, minimum, type Operation, planAt, relu, sameShape } from "@convkit/tensor";
import { type Before, type ChosenNode, joinNodes, type Network, type Node, type Placed } from "./network.js";

type Clamp = readonly [low: number, high: number];

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

/** Operations that keep values between bounds; of a constant beside x, where there is one. */
const clamps = new Map<Operation, (c?: number) => Clamp | undefined>([
  [relu.operation, () => [0, POSITIVE_INFINITY]],
  [relu6.operation, () => [0, 6]],
  [maximum.operation, (c = Number.NaN) => (Number.isNaN(c) ? undefined : [c, POSITIVE_INFINITY])],
  [minimum.operation, (c = Number.NaN) => (Number.isNaN(c) ? undefined : [NEGATIVE_INFINITY, c])],
]);

/**
 * Chooses an algorithm for every node, and lets the programs of earlier nodes do what they can on the way to memory:
 * add another value to their result, and clamp it.
 */
export function choose(network: Network): Network<ChosenNode> {
  return joinNodes<Node, ChosenNode>(
    network,
    (node, before) => withClamp(node, before) ?? withResidual(node, before),
    chosen,
  );
}

function chosen(node: Node): ChosenNode {
  const { operation, inputs } = node;
  const fusion: Fusion = {
    bias: operation.inputs[2]?.name === "bias" && inputs.length > 2,
    constant: inputs.length > 1 && inputs.slice(1).every(({ isAbstract }) => !isAbstract),
  };
  // A program has one result.
  const resident = node.outputs.length === 1 ? fusion : undefined;
  return { ...node, fusion, choice: planAt(operation, { ...node, fusion: resident }, node.algorithm) };
}

/** The layer with a node fused into it, if its program can do that. */
function fused(
  { node: layer, at }: Placed<ChosenNode>,
  { operation, outputs }: Node,
  more: Pick<ChosenNode, "residual"> & Pick<Fusion, "clamp">,
): Placed<ChosenNode> | undefined {
  const { residual = layer.residual, clamp = layer.fusion.clamp } = more;
  const fusion = { ...layer.fusion, clamp, residual: residual !== undefined };
  const program = layer.choice.implementation?.program?.(layer.params, layer.inputs, layer.outputs, fusion);
  if (!program || layer.outputs.length > 1) return undefined;
  return { at, node: { ...layer, fusion, residual, outputs, joined: [...layer.joined, operation.name] } };
}

function withClamp(node: Node, { maker }: Before<ChosenNode>): Placed<ChosenNode> | undefined {
  const x = node.inputs.find(({ isAbstract }) => isAbstract);
  const constant = node.inputs.find(({ isAbstract }) => !isAbstract);
  const single = constant === undefined || constant.size === 1;
  const clamp = single ? clamps.get(node.operation)?.(constant?.data[0]) : undefined;
  const layer = clamp && x && maker(x);
  if (!layer || !sameShape(x.shape, node.outputs[0].shape)) return undefined;
  const within = (value: number): number => Math.min(Math.max(value, clamp[0]), clamp[1]);
  const [low, high] = layer.node.fusion.clamp ?? [NEGATIVE_INFINITY, POSITIVE_INFINITY];
  return fused(layer, node, { clamp: [within(low), within(high)] });
}

function withResidual(node: Node, { maker, placeOf }: Before<ChosenNode>): Placed<ChosenNode> | undefined {
  const { operation, inputs } = node;
  if (operation !== add.operation || inputs.some(({ isAbstract }) => !isAbstract)) return undefined;
  if (!sameShape(inputs[0].shape, inputs[1].shape)) return undefined;
  // The other value must stand ready when the layer runs.
  const [residual, last] = [...inputs].sort((a, b) => placeOf(a) - placeOf(b));
  const layer = maker(last);
  if (!layer || layer.node.fusion.clamp || layer.node.residual) return undefined;
  return fused(layer, node, { residual });
}
