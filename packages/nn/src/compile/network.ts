import type { Fusion } from "@convkit/kernels";
import type { Choice, Graph, GraphNode, Tensor } from "@convkit/tensor";

/**
 * One operation of a network. Tensors stand for values: a concrete one is a constant, an abstract one an input or
 * what a node makes.
 */
export interface Node extends Omit<GraphNode, "cost"> {
  /** Names of the operations whose work it does beside its own. */
  readonly joined: readonly string[];
}

/** A node with the way to compute it. */
export interface ChosenNode extends Node {
  readonly choice: Choice;
  readonly fusion: Fusion;
  /** What `fusion.residual` adds. */
  readonly residual?: Tensor;
}

/** A function of tensors as operations in the order of their execution. Every pass makes a new one. */
export interface Network<N extends Node = Node> {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly nodes: readonly N[];
}

export const networkOf = ({ inputs, outputs, nodes }: Graph): Network => ({
  inputs,
  outputs,
  nodes: nodes.map(({ cost: _, ...node }) => ({ ...node, joined: [] })),
});

/** How often each tensor is read: by nodes, and as a result. */
export function readersOf({ outputs, nodes }: Network): Map<Tensor, number> {
  const readers = new Map<Tensor, number>();
  for (const tensor of [...outputs, ...nodes.flatMap(({ inputs }) => inputs)])
    readers.set(tensor, (readers.get(tensor) ?? 0) + 1);
  return readers;
}

/** A node at its place in the list. */
export interface Placed<N extends Node> {
  readonly node: N;
  readonly at: number;
}

/** What is known of the nodes so far. */
export interface Before<N extends Node> {
  /** The node that makes a tensor which nobody else reads. */
  maker(tensor: Tensor): Placed<N> | undefined;
  /** Where a tensor is made; −1 for inputs and constants. */
  placeOf(tensor: Tensor): number;
}

/**
 * Joins nodes with those before them, unless their algorithm was asked for: `join` returns what stands in the place of an earlier node and makes what the
 * node made, or undefined; then the node stays.
 */
export function joinNodes<N extends Node, M extends Node>(
  network: Network<N>,
  join: (node: N, before: Before<M>) => Placed<M> | undefined,
  keep: (node: N) => M,
): Network<M> {
  const readers = readersOf(network);
  const nodes: M[] = [];
  const places = new Map<Tensor, number>();
  const placeOf = (tensor: Tensor): number => places.get(tensor) ?? -1;
  const maker = (tensor: Tensor): Placed<M> | undefined => {
    const at = placeOf(tensor);
    return at < 0 || readers.get(tensor) !== 1 ? undefined : { node: nodes[at], at };
  };
  for (const node of network.nodes) {
    const open = (node.algorithm ?? "auto") === "auto";
    const together = open ? join(node, { maker, placeOf }) : undefined;
    const { at, node: made } = together ?? { at: nodes.length, node: keep(node) };
    nodes[at] = made;
    for (const output of node.outputs) places.set(output, at);
  }
  return { ...network, nodes };
}
