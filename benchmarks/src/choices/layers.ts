import { folded } from "../folded.js";
import { type Conv, graphMacs, shapesOf } from "../graph.js";
import { networks } from "../networks/index.js";

/** A convolution as it stands in networks, once for all places where it does. */
export interface NetworkLayer {
  readonly name: string;
  /** How often each network has it. */
  readonly uses: Readonly<Record<string, number>>;
  readonly macs: number;
  /** [1, C, H, W]. */
  readonly shape: readonly number[];
  /** With the batch norm folded into weight and bias, and its activation. */
  readonly node: Conv;
}

/** Every distinct convolution of the networks, in their order. */
export function networkLayers(): readonly NetworkLayer[] {
  const layers = new Map<string, NetworkLayer>();
  for (const { make } of networks) {
    const graph = folded(make());
    const shapes = shapesOf(graph);
    for (const node of graph.nodes) {
      if (node.op !== "conv") continue;
      const shape = shapes[node.input];
      const name = nameOf(node, shape);
      const macs = graphMacs({ name, shape, nodes: [{ ...node, input: 0 }] });
      const known = layers.get(name) ?? { name, uses: {}, macs, shape, node };
      const uses = { ...known.uses, [graph.name]: (known.uses[graph.name] ?? 0) + 1 };
      layers.set(name, { ...known, uses });
    }
  }
  return [...layers.values()];
}

function nameOf({ weight, groups, stride }: Conv, [, channels, height]: readonly number[]): string {
  const [outChannels, , kernel] = weight.shape;
  const depthwise = groups > 1 && groups === channels;
  return [
    depthwise ? "depthwise" : groups > 1 ? `grouped g${groups}` : "",
    `${kernel}×${kernel}`,
    stride > 1 ? `s${stride}` : "",
    depthwise && outChannels === channels ? channels : `${channels}→${outChannels}`,
    `@${height}²`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}
