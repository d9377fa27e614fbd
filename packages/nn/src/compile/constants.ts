import { dispatch, planAt, Tensor, withoutInterpreters } from "@convkit/tensor";
import type { Network } from "./network.js";

/** Computes what depends on no input, once and for all. */
export function evaluateConstants({ inputs, outputs, nodes }: Network): Network {
  const known = new Map<Tensor, Tensor>();
  const now = (tensor: Tensor): Tensor => known.get(tensor) ?? tensor;
  const left = nodes.flatMap((node) => {
    const given = node.inputs.map(now);
    if (given.some(({ isAbstract }) => isAbstract)) return [{ ...node, inputs: given }];
    const situation = { ...node, inputs: given };
    const fast = planAt(node.operation, situation, node.algorithm).implementation;
    const values = withoutInterpreters(() =>
      dispatch({ ...situation, fast, make: (spec, data) => new Tensor(spec, data) }),
    );
    node.outputs.forEach((output, i) => {
      known.set(output, values[i]);
    });
    return [];
  });
  return { inputs, outputs: outputs.map(now), nodes: left };
}

/** Leaves out what no result depends on. */
export function withoutDead(network: Network): Network {
  const needed = new Set(network.outputs);
  const nodes = [...network.nodes].reverse().filter((node) => {
    const alive = node.outputs.some((output) => needed.has(output));
    if (alive) for (const input of node.inputs) needed.add(input);
    return alive;
  });
  return { ...network, nodes: nodes.reverse() };
}
