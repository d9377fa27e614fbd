import {
  type Algorithm,
  bytesOf,
  type Cost,
  checkOptions,
  commonDtype,
  OptionError,
  ShapeError,
  type Spec,
  sameShape,
  sizeOf,
  type Window,
} from "@convkit/tensor";
import type { Padding, PerAxis, Rank } from "./options.js";
import { type TransposedWindowOptions, transposedAxes, windowAxes } from "./sizes.js";
import { spatialSizes } from "./taps.js";

/** Settings shared by convolutions of every rank. */
export interface ConvSettings {
  stride?: PerAxis;
  padding?: Padding;
  dilation?: PerAxis;
  /** Channels are split into this many groups that do not mix. Default 1. */
  groups?: number;
  /** Which implementation computes it; see `plan`. Default `"auto"`. */
  algorithm?: Algorithm;
}

export interface TransposedSettings extends ConvSettings {
  outputPadding?: PerAxis;
  outputSize?: PerAxis;
}

/**
 * The canonical parameters of a convolution, of its two gradients and so of the transposed one. Always
 * described as the direct convolution: x [batch, inChannels, …input] → y [batch, outChannels, …output].
 */
export interface ConvGeometry {
  readonly batch: number;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly window: Window;
  /** Weights differ at every output position (a locally-connected layer). */
  readonly unshared: boolean;
}

const convOptions = ["stride", "padding", "dilation", "groups"];
const transposedOptions = [...convOptions, "outputPadding", "outputSize"];

/** Geometry of a convolution from the shapes of x, weight and bias. */
export function convGeometry(
  operation: string,
  rank: Rank,
  settings: ConvSettings,
  inputs: readonly Spec[],
  unshared = false,
): ConvGeometry {
  const [x, weight, bias] = inputs;
  checkOptions(operation, settings, convOptions);
  commonDtype(operation, inputs);
  checkRank(operation, "x", x.shape, rank + 2, `[N, C${", …".repeat(rank)}]`);
  checkRank(
    operation,
    "weight",
    weight.shape,
    rank + 2 + (unshared ? rank : 0),
    weightLayout(rank, unshared),
  );
  const [batch, inChannels, ...input] = x.shape;
  const [outChannels, perGroup, ...kernel] = unshared ? weight.shape.slice(rank) : weight.shape;
  const groups = checkGroups(operation, settings.groups, { inChannels, outChannels });
  if (inChannels !== perGroup * groups) {
    throw new ShapeError({
      operation,
      argument: "input",
      found: `has ${inChannels} channels`,
      value: inChannels,
      expected: `weight [${weight.shape.join(", ")}] with groups=${groups} expects ${perGroup * groups}`,
    });
  }
  const axes = windowAxes(operation, input, { ...settings, kernel });
  const window = { axes };
  const geometry = { batch, groups, inChannels, outChannels, window, unshared };
  const positions = axes.map(({ output }) => output);
  if (unshared && positions.some((output, axis) => output !== weight.shape[axis])) {
    throw new ShapeError({
      operation,
      argument: "weight",
      found: `has weights for ${weight.shape.slice(0, rank).join(" × ")} positions`,
      value: weight.shape,
      expected: `the output has ${positions.join(" × ")}`,
    });
  }
  checkBias(operation, bias, outChannels);
  return geometry;
}

/** Geometry of a transposed convolution: that of the convolution whose input gradient it is. */
export function transposedGeometry(
  operation: string,
  rank: Rank,
  settings: TransposedSettings,
  inputs: readonly Spec[],
): ConvGeometry {
  const [x, weight, bias] = inputs;
  checkOptions(operation, settings, transposedOptions);
  commonDtype(operation, inputs);
  checkRank(operation, "x", x.shape, rank + 2, `[N, C${", …".repeat(rank)}]`);
  checkRank(operation, "weight", weight.shape, rank + 2, `[Cin, Cout/groups${", …".repeat(rank)}]`);
  const [batch, outChannels, ...given] = x.shape;
  const [channels, perGroup, ...kernel] = weight.shape;
  const groups = checkGroups(operation, settings.groups, { inChannels: outChannels });
  if (channels !== outChannels) {
    throw new ShapeError({
      operation,
      argument: "input",
      found: `has ${outChannels} channels`,
      value: outChannels,
      expected: `weight [${weight.shape.join(", ")}] expects ${channels} (its layout is [Cin, Cout/groups${", …".repeat(rank)}])`,
    });
  }
  const inChannels = perGroup * groups;
  checkBias(operation, bias, inChannels);
  const options: TransposedWindowOptions = { ...settings, kernel };
  const window = { axes: transposedAxes(operation, given, options) };
  return { batch, groups, inChannels, outChannels, window, unshared: false };
}

/** Shapes of the three tensors that a convolution ties together. */
export function shapesOf(geometry: ConvGeometry): { x: number[]; weight: number[]; y: number[] } {
  const { batch, groups, inChannels, outChannels, window, unshared } = geometry;
  const output = window.axes.map((axis) => axis.output);
  const kernel = window.axes.map((axis) => axis.kernel);
  return {
    x: [batch, inChannels, ...window.axes.map((axis) => axis.input)],
    weight: [...(unshared ? output : []), outChannels, inChannels / groups, ...kernel],
    y: [batch, outChannels, ...output],
  };
}

/** Multiply-adds of a convolution, its input gradient and its weight gradient alike: one per weight and output. */
export function convCost(geometry: ConvGeometry, inputs: readonly Spec[], outputs: readonly Spec[]): Cost {
  const { batch, groups, inChannels, outChannels, window } = geometry;
  const spatial = spatialSizes(window);
  const hasBias = inputs.length === 3;
  return {
    macs: batch * outChannels * (inChannels / groups) * spatial.output * spatial.kernel,
    other: hasBias ? sizeOf(outputs[0].shape) : 0,
    bytes: bytesOf([...inputs, ...outputs]),
  };
}

function weightLayout(rank: number, unshared: boolean): string {
  const spatial = ", …".repeat(rank);
  return unshared ? `[${"out, ".repeat(rank)}Cout, Cin/groups${spatial}]` : `[Cout, Cin/groups${spatial}]`;
}

export function checkRank(
  operation: string,
  argument: string,
  shape: readonly number[],
  rank: number,
  layout: string,
): void {
  if (shape.length === rank) return;
  throw new ShapeError({
    operation,
    argument,
    found: `has shape [${shape.join(", ")}] of rank ${shape.length}`,
    value: shape,
    expected: `must have rank ${rank}: ${layout}`,
  });
}

function checkGroups(
  operation: string,
  groups: number | undefined,
  channels: { inChannels: number; outChannels?: number },
): number {
  const count = groups ?? 1;
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new OptionError({
      operation,
      argument: "groups",
      value: groups,
      expected: "must be a whole number ≥ 1",
    });
  }
  for (const [name, value] of Object.entries(channels)) {
    if (value % count === 0) continue;
    throw new OptionError({
      operation,
      argument: "groups",
      value: count,
      expected: `must divide the ${value} ${name === "inChannels" ? "input" : "output"} channels`,
    });
  }
  return count;
}

/** Refuses a tensor of another shape: nothing is broadcast. `meaning` says what its elements are. */
export function requireShape(
  operation: string,
  argument: string,
  { shape }: Spec,
  expected: readonly number[],
  meaning: string,
): void {
  if (sameShape(shape, expected)) return;
  throw new ShapeError({
    operation,
    argument,
    found: `has shape [${shape.join(", ")}]`,
    value: shape,
    expected: `must be [${expected.join(", ")}], ${meaning}`,
  });
}

function checkBias(operation: string, bias: Spec | undefined, channels: number): void {
  if (bias) requireShape(operation, "bias", bias, [channels], "one number per output channel");
}
