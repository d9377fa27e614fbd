import { windowed } from "./graph.js";
import { uniform } from "./networks/build.js";
import type { Case } from "./peer.js";

/** A convolution as networks have it: one sample, square maps, sizes in elements. */
export interface Layer {
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  readonly groups: number;
  readonly transposed: boolean;
  /** Measured by --quick too. */
  readonly quick: boolean;
}

type Settings = Partial<Pick<Layer, "stride" | "padding" | "dilation" | "groups" | "transposed" | "quick">>;

function layer(
  name: string,
  [inChannels, outChannels, size, kernel]: readonly [number, number, number, number],
  settings: Settings = {},
): Layer {
  const plain = { stride: 1, padding: 0, dilation: 1, groups: 1, transposed: false, quick: false };
  return { name, inChannels, outChannels, size, kernel, ...plain, ...settings };
}

/** ResNet's and VGG's shapes, their strided, dilated, grouped and separable relatives, and a decoder's. */
export const layers: readonly Layer[] = [
  layer("3×3 64→64 @56²", [64, 64, 56, 3], { padding: 1, quick: true }),
  layer("3×3 128→128 @28²", [128, 128, 28, 3], { padding: 1 }),
  layer("3×3 256→256 @14²", [256, 256, 14, 3], { padding: 1, quick: true }),
  layer("3×3 512→512 @7²", [512, 512, 7, 3], { padding: 1 }),
  layer("1×1 256→64 @56²", [256, 64, 56, 1], { quick: true }),
  layer("1×1 512→2048 @7²", [512, 2048, 7, 1]),
  layer("7×7 s2 3→64 @224²", [3, 64, 224, 7], { stride: 2, padding: 3 }),
  layer("3×3 s2 128→128 @56²", [128, 128, 56, 3], { stride: 2, padding: 1, quick: true }),
  layer("3×3 d2 256→256 @28²", [256, 256, 28, 3], { dilation: 2, padding: 2 }),
  layer("depthwise 3×3 256 @28²", [256, 256, 28, 3], { padding: 1, groups: 256, quick: true }),
  layer("depthwise 3×3 512 @14²", [512, 512, 14, 3], { padding: 1, groups: 512 }),
  layer("transposed 4×4 s2 128→64 @28²", [128, 64, 28, 4], {
    stride: 2,
    padding: 1,
    transposed: true,
    quick: true,
  }),
  layer("grouped 3×3 g32 128 @56²", [128, 128, 56, 3], { padding: 1, groups: 32 }),
  layer("5×5 32→64 @28²", [32, 64, 28, 5], { padding: 2 }),
];

/** Height and width of the output. */
export const outputSize = (layer: Layer): number => windowed(layer.size, layer.kernel, layer);

/** The shape of the weight in this project's layout. */
export function weightShape({ inChannels, outChannels, groups, kernel, transposed }: Layer): number[] {
  return transposed
    ? [inChannels, outChannels / groups, kernel, kernel]
    : [outChannels, inChannels / groups, kernel, kernel];
}

/** The layer with numbers in [−1, 1), the same for every library. */
export function caseOf(layer: Layer): Case {
  const { name, inChannels, outChannels, size, stride, padding, dilation, groups, transposed } = layer;
  const shape = weightShape(layer);
  const numbers = (length: number, seed: number): Float32Array => uniform(length, seed, [-1, 1]);
  const w = numbers(
    shape.reduce((a, b) => a * b, 1),
    2,
  );
  const weight = { data: w, shape };
  const node = { op: "conv", input: 0, weight, stride, padding, dilation, groups, transposed } as const;
  return {
    layer,
    graph: { name, shape: [1, inChannels, size, size], nodes: [node] },
    x: numbers(inChannels * size ** 2, 1),
    w,
    dy: numbers(outChannels * outputSize(layer) ** 2, 3),
  };
}
