/**
 * A network that every library reads: value 0 is the input [1, C, H, W], value i the result of node i − 1;
 * the last value is the output. Layouts are ConvKit's (NCHW, OIHW; transposed: IOHW).
 */
export interface Graph {
  readonly name: string;
  readonly shape: readonly number[];
  readonly nodes: readonly Node[];
}

export interface Weight {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export type Activation = "relu" | "relu6";

export interface Conv {
  readonly op: "conv";
  readonly input: number;
  readonly weight: Weight;
  readonly bias?: Float32Array;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  readonly transposed: boolean;
  /** Only in a folded graph, as `bias`. */
  readonly activation?: Activation;
}
export interface BatchNorm {
  readonly op: "batchNorm";
  readonly input: number;
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}
export interface Activate {
  readonly op: "activation";
  readonly input: number;
  readonly activation: Activation;
}
export interface Add {
  readonly op: "add";
  readonly input: number;
  readonly other: number;
  readonly activation?: Activation;
}
export interface MaxPool {
  readonly op: "maxPool";
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
}
/** [1, C, H, W] → [1, C]. */
export interface GlobalAvgPool {
  readonly op: "globalAvgPool";
  readonly input: number;
}
/** Weight [out, in]. */
export interface Linear {
  readonly op: "linear";
  readonly input: number;
  readonly weight: Weight;
  readonly bias: Float32Array;
}
export type Node = Conv | BatchNorm | Activate | Add | MaxPool | GlobalAvgPool | Linear;

/** Size along one axis of what a window makes of `size` elements. */
export function windowed(
  size: number,
  kernel: number,
  o: { stride: number; padding: number; dilation?: number; transposed?: boolean },
): number {
  const reach = (o.dilation ?? 1) * (kernel - 1) + 1;
  return o.transposed
    ? o.stride * (size - 1) + reach - 2 * o.padding
    : Math.floor((size + 2 * o.padding - reach) / o.stride) + 1;
}

/** The shape of every value. */
export function shapesOf({ shape, nodes }: Graph): readonly (readonly number[])[] {
  const shapes = [shape];
  for (const node of nodes) shapes.push(shapeAfter(node, shapes[node.input]));
  return shapes;
}

function shapeAfter(node: Node, [n, c, h, w]: readonly number[]): readonly number[] {
  if (node.op === "linear") return [n, node.weight.shape[0]];
  if (node.op === "globalAvgPool") return [n, c];
  if (node.op === "maxPool") return [n, c, windowed(h, node.kernel, node), windowed(w, node.kernel, node)];
  if (node.op !== "conv") return [n, c, h, w];
  const [first, second, kernel] = node.weight.shape;
  const channels = node.transposed ? second * node.groups : first;
  return [n, channels, windowed(h, kernel, node), windowed(w, kernel, node)];
}

/** Multiply-adds of the convolutions and linear layers. */
export function graphMacs(graph: Graph): number {
  const shapes = shapesOf(graph);
  return graph.nodes.reduce((sum, node, i) => {
    if (node.op === "linear") return sum + node.weight.data.length;
    if (node.op !== "conv") return sum;
    const [, , h, w] = shapes[node.transposed ? node.input : i + 1];
    return sum + node.weight.data.length * h * w;
  }, 0);
}
