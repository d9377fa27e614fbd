import * as conv from "@convkit/conv";
import {
  checkOptions,
  type Data,
  type NestedArray,
  OptionError,
  seededRandom,
  Tensor,
  tensor,
} from "@convkit/tensor";

/** What to draw: the options of `conv2d` or `convTranspose2d`, and the sizes that tensors would have given. */
export interface ConvSetting {
  /** Spatial size of the input, one number or one per axis. With `transposed` this is i′. */
  input: conv.PerAxis;
  kernel: conv.PerAxis;
  /** Spatial axes; defaults to the length of `input` or `kernel` where one is a list, else 2. */
  rank?: 1 | 2 | 3;
  transposed?: boolean;
  /** Channels; default one per group. */
  inChannels?: number;
  outChannels?: number;
  stride?: conv.PerAxis;
  padding?: conv.Padding;
  dilation?: conv.PerAxis;
  groups?: number;
  /** Transposed only: α, rows and columns added at the end. */
  outputPadding?: conv.PerAxis;
  /** Transposed only, instead of `outputPadding`. */
  outputSize?: conv.PerAxis;
  /** Input values; default seeded whole numbers from 0 to 3. */
  x?: NestedArray | Data | Tensor;
  /** Weights in the operation's layout; default seeded whole numbers from 0 to 2. */
  w?: NestedArray | Data | Tensor;
}

const known = ["input", "kernel", "rank", "transposed", "inChannels", "outChannels", "x", "w"];
const direct = ["stride", "padding", "dilation", "groups"];
const transposedOnly = ["outputPadding", "outputSize"];

/** A setting with everything worked out: the operation's own geometry, and its values in float64. */
export interface Problem {
  rank: 1 | 2 | 3;
  transposed: boolean;
  geometry: conv.ConvGeometry;
  groups: number;
  inChannels: number;
  outChannels: number;
  input: readonly number[];
  output: readonly number[];
  kernel: readonly number[];
  x: Tensor;
  w: Tensor;
  y: Tensor;
}

const direction = { 1: conv.conv1d, 2: conv.conv2d, 3: conv.conv3d };
const adjoint = { 1: conv.convTranspose1d, 2: conv.convTranspose2d, 3: conv.convTranspose3d };

/** @throws the errors of the operation for parameters that are not legal */
export function solve(setting: ConvSetting, figure = "convDiagram"): Problem {
  const transposed = setting.transposed ?? false;
  checkOptions(figure, setting, [...known, ...direct, ...(transposed ? transposedOnly : [])]);
  const rank = rankOf(figure, setting);
  const groups = setting.groups ?? 1;
  const inChannels = setting.inChannels ?? groups;
  const outChannels = setting.outChannels ?? groups;
  const input = perAxis(figure, "input", setting.input, rank);
  const kernel = perAxis(figure, "kernel", setting.kernel, rank);
  const channels = transposed ? [inChannels, outChannels / groups] : [outChannels, inChannels / groups];
  const xShape = [1, inChannels, ...input];
  const wShape = [...channels, ...kernel];
  const options = Object.fromEntries(
    [...direct, ...transposedOnly]
      .map((name) => [name, setting[name as keyof ConvSetting]])
      .filter(([, v]) => v !== undefined),
  );
  const operation = transposed ? adjoint[rank] : direction[rank];
  const spec = (shape: number[]) => ({ shape, dtype: "float64" as const });
  const geometry = operation.operation.params(options, [spec(xShape), spec(wShape)]);
  const x = valuesOf(setting.x, xShape, 1, 4);
  const w = valuesOf(setting.w, wShape, 2, 3);
  const y = operation(x, w, options);
  return {
    rank,
    transposed,
    geometry,
    groups,
    inChannels,
    outChannels,
    input,
    output: y.shape.slice(2),
    kernel,
    x,
    w,
    y,
  };
}

/** The gradient of Σ y·dy with respect to x, by the operation that is its adjoint. */
export function inputGradient(problem: Problem, dy: Tensor): Tensor {
  const { rank, groups, geometry } = problem;
  const axes = geometry.window.axes;
  const options = {
    groups,
    stride: axes.map((axis) => axis.stride),
    dilation: axes.map((axis) => axis.dilation),
    padding: axes.map((axis) => axis.padding),
  };
  if (problem.transposed) return direction[rank](dy, problem.w, options);
  return adjoint[rank](dy, problem.w, { ...options, outputSize: [...problem.input] });
}

/** Seeded whole numbers from 0 to `count` − 1, float64. */
export function wholeNumbers(shape: readonly number[], seed: number, count: number): Tensor {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float64Array.from({ length: size }, () => random.integer(count)),
    shape,
  );
}

/** The given values in float64, or seeded whole numbers below `count`. */
export function valuesOf(
  given: NestedArray | Data | Tensor | undefined,
  shape: number[],
  seed: number,
  count: number,
): Tensor {
  if (given === undefined) return wholeNumbers(shape, seed, count);
  const numbers = given instanceof Tensor ? given.data : tensor(given, undefined, "float64").data;
  return tensor(Float64Array.from(numbers), shape);
}

/** The spatial rank: as given, else as many axes as the sizes have, else 2. */
export function rankOf(
  operation: string,
  { rank, input, kernel }: Pick<ConvSetting, "rank" | "input" | "kernel">,
): 1 | 2 | 3 {
  const lengths = [input, kernel].filter((size) => typeof size === "object").map((size) => size.length);
  const found = rank ?? lengths[0] ?? 2;
  if (found === 1 || found === 2 || found === 3) return found;
  throw new OptionError({
    operation,
    argument: "rank",
    value: found,
    expected: "must be 1, 2 or 3",
  });
}

/** A size for each axis. */
export function perAxis(operation: string, argument: string, value: conv.PerAxis, rank: number): number[] {
  const sizes = typeof value === "number" ? Array.from({ length: rank }, () => value) : [...(value ?? [])];
  if (sizes.length === rank && sizes.every((size) => Number.isInteger(size) && size > 0)) return sizes;
  throw new OptionError({
    operation,
    argument,
    value,
    expected: `must be a positive integer, or one per axis (${rank})`,
  });
}
