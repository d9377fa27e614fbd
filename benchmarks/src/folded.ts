import type { BatchNorm, Conv, Graph, Node } from "./graph.js";

/**
 * The same network as converters write it: a batch norm is folded into the convolution before it, and an
 * activation joins the convolution or addition that makes its input, where nothing else reads that.
 */
export function folded(graph: Graph): Graph {
  const uses = new Map<number, number>();
  for (const node of graph.nodes)
    for (const value of node.op === "add" ? [node.input, node.other] : [node.input])
      uses.set(value, (uses.get(value) ?? 0) + 1);

  const nodes: Node[] = [];
  const now = [0]; // where each old value is in the new graph
  for (const old of graph.nodes) {
    const node = moved(old, now);
    const maker = uses.get(old.input) === 1 ? nodes[node.input - 1] : undefined;
    const joined = maker && join(maker, node);
    if (joined) nodes[node.input - 1] = joined;
    else nodes.push(node);
    now.push(joined ? node.input : nodes.length);
  }
  return { ...graph, nodes };
}

function moved(node: Node, now: readonly number[]): Node {
  const input = now[node.input];
  return node.op === "add" ? { ...node, input, other: now[node.other] } : { ...node, input };
}

function join(maker: Node, node: Node): Node | undefined {
  if (maker.op !== "conv" && maker.op !== "add") return undefined;
  if (maker.activation) return undefined;
  if (node.op === "activation") return { ...maker, activation: node.activation };
  return node.op === "batchNorm" && maker.op === "conv" && !maker.transposed
    ? scaled(maker, node)
    : undefined;
}

/** γ(w·x + b − μ)/√(σ² + ε) + β as a convolution with other weights. */
function scaled(conv: Conv, { gamma, beta, mean, variance, epsilon }: BatchNorm): Conv {
  const factor = gamma.map((g, o) => g / Math.sqrt(variance[o] + epsilon));
  const perFilter = conv.weight.data.length / gamma.length;
  const data = conv.weight.data.map((w, i) => w * factor[Math.floor(i / perFilter)]);
  const bias = beta.map((b, o) => b + ((conv.bias?.[o] ?? 0) - mean[o]) * factor[o]);
  return { ...conv, weight: { ...conv.weight, data }, bias };
}
