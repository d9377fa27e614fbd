import { exact, type Sample, sampled } from "./exact.js";
import { exactOutput } from "./exactNetwork.js";
import { type Graph, graphMacs } from "./graph.js";
import { caseOf, layers } from "./layers.js";
import { uniform } from "./networks/build.js";
import { networks } from "./networks/index.js";
import type { Pass } from "./peer.js";

/** One row to measure, by name, so that it can be sent to another process. */
export interface Task {
  readonly kind: "layer" | "network";
  readonly name: string;
  readonly pass: Pass;
}

export const allTasks: readonly (Task & { readonly quick: boolean })[] = [
  ...layers.flatMap(({ name, quick }) =>
    (["forward", "backward"] as const).map((pass): Task & { quick: boolean } => ({
      kind: "layer",
      name,
      pass,
      quick,
    })),
  ),
  ...networks.map(({ name, quick }): Task & { quick: boolean } => ({
    kind: "network",
    name,
    pass: "forward",
    quick,
  })),
];

export const layerCase = (name: string): ReturnType<typeof caseOf> =>
  caseOf(layers.find((layer) => layer.name === name)!);

export function networkCase(name: string): { graph: Graph; x: Float32Array } {
  const graph = networks.find((network) => network.name === name)!.make();
  return {
    graph,
    x: uniform(
      graph.shape.reduce((a, b) => a * b, 1),
      100,
      [-1, 1],
    ),
  };
}

/** Floating-point operations of a run: two for a multiply-add, and both gradients backward. */
export function flopsOf({ kind, name, pass }: Task): number {
  const { graph } = kind === "layer" ? layerCase(name) : networkCase(name);
  return 2 * graphMacs(graph) * (pass === "forward" ? 1 : 2);
}

/** What the result is checked against. */
export function sampleOf({ kind, name, pass }: Task): Sample {
  if (kind === "layer") return exact(pass, layerCase(name));
  const { graph, x } = networkCase(name);
  const output = exactOutput(graph, x);
  return sampled(output.length, (at) => output[at]);
}
