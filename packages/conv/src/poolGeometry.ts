import {
  type Algorithm,
  type Axis,
  bytesOf,
  type Cost,
  ShapeError,
  type Spec,
  sizeOf,
  type Window,
} from "@convkit/tensor";
import { checkRank } from "./geometry.js";
import { axisName, type Padding, type PerAxis, perAxis } from "./options.js";
import { axisRegions, regionsOf, slidingRegions } from "./regions.js";
import { windowAxes } from "./sizes.js";
import { spatialSizesOf } from "./spatialSizesOf.js";

/** Settings shared by pooling of every kind and rank. */
export interface PoolOptions {
  /** Extent of the window. */
  kernel: PerAxis;
  /** Step between windows. Default: the kernel, so that windows tile. */
  stride?: PerAxis;
  padding?: Padding;
  dilation?: PerAxis;
  /** Keep a last window that hangs over the end, as long as it starts inside. Default false. */
  ceilMode?: boolean;
  /** Which implementation computes it; see `plan`. Default `"auto"`. */
  algorithm?: Algorithm;
}

export const poolOptions: readonly string[] = ["kernel", "stride", "padding", "dilation", "ceilMode"];

/** The canonical parameters of pooling: which input elements each output element looks at, per channel. */
export interface PoolGeometry {
  readonly batch: number;
  readonly channels: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** The sliding window; adaptive pooling has none, its regions follow from the sizes. */
  readonly window?: Window;
}

/** Geometry of a window that slides over each channel of x. */
export function poolGeometry(operation: string, rank: number, options: PoolOptions, x: Spec): PoolGeometry {
  checkRank(operation, "x", x.shape, rank + 2, `[N, C${", …".repeat(rank)}]`);
  const [batch, channels, ...input] = x.shape;
  const { kernel, stride = kernel, padding, dilation, ceilMode } = options;
  const axes = windowAxes(operation, input, { kernel, stride, padding, dilation, ceilMode });
  axes.forEach((axis, index) => {
    requireInput(operation, axis, axisName(rank, index));
  });
  return { batch, channels, input, output: axes.map(({ output }) => output), window: { axes } };
}

/** A window over padding alone has no maximum and no mean. */
function requireInput(operation: string, axis: Axis, name: string): void {
  const empty = slidingRegions(axis).findIndex((region) => region.length === 0);
  if (empty < 0) return;
  throw new ShapeError({
    operation,
    argument: `window ${empty} along the ${name}`,
    found: `covers padding only (${name} ${axis.input}, kernel ${axis.kernel}, dilation ${axis.dilation}, padding [${axis.padding.join(", ")}])`,
    value: empty,
    expected: "must hold an input element",
    fix: "pad less or use a larger kernel",
  });
}

/**
 * Geometry of regions that share an input out evenly whatever its size: region i of o over n elements
 * runs from ⌊i·n/o⌋ to ⌈(i + 1)·n/o⌉.
 */
export function adaptiveGeometry(operation: string, outputSize: PerAxis, { shape }: Spec): PoolGeometry {
  const [batch, channels] = shape;
  const input = spatialSizesOf(operation, shape, { empty: false });
  return { batch, channels, input, output: perAxis(operation, "outputSize", outputSize, input.length, 1) };
}

/** Calls `visit` with the offsets of each channel's first input and first output element. */
export function eachPlane(g: PoolGeometry, visit: (input: number, output: number) => void): void {
  const [input, output] = [sizeOf(g.input), sizeOf(g.output)];
  for (let plane = 0; plane < g.batch * g.channels; plane++) visit(plane * input, plane * output);
}

/** Calls `visit` with the offsets of every input element under every output element, output-major. */
export function eachPair(g: PoolGeometry, visit: (input: number, output: number) => void): void {
  const { starts, inputs } = regionsOf(g);
  eachPlane(g, (plane, result) => {
    for (let o = 0; o + 1 < starts.length; o++)
      for (let i = starts[o]; i < starts[o + 1]; i++) visit(plane + inputs[i], result + o);
  });
}

/** Shape of the result. */
export function pooledShape({ batch, channels, output }: PoolGeometry): number[] {
  return [batch, channels, ...output];
}

/** One operation for each input element of each window, as the mean and the norm do. */
export function poolCost(g: PoolGeometry, inputs: readonly Spec[], outputs: readonly Spec[]): Cost {
  const pairs = g.input.reduce((product, _, axis) => product * axisRegions(g, axis).inputs.length, 1);
  return { macs: 0, other: g.batch * g.channels * pairs, bytes: bytesOf([...inputs, ...outputs]) };
}
