import { type Data, dispatch, type Spec, Tensor, withoutInterpreters } from "@convkit/tensor";
import type { Network } from "./network.js";

/** Computes what depends on no input, once and for all. */
export function evaluateConstants({ inputs, outputs, nodes }: Network): Network {
  const known = new Map<Tensor, Tensor>();
  const now = (tensor: Tensor): Tensor => known.get(tensor) ?? tensor;
  const left = nodes.flatMap((node) => {
    const given = node.inputs.map(now);
    if (given.some(({ isAbstract }) => isAbstract)) return [{ ...node, inputs: given }];
    const make = (spec: Spec, data?: Data): Tensor => new Tensor(spec, data);
    const values = withoutInterpreters(() => dispatch({ ...node, inputs: given, make }));
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
