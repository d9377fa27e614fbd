import { checkOptions, OptionError, reshape, ShapeError, type Tensor, transpose } from "@convkit/tensor";
import { requireTensor } from "../requireTensor.js";
import { spatialSizesOf } from "../spatialSizesOf.js";

export interface PixelShuffleOptions {
  /** How many pixels become of one along every spatial axis (or one of that many). */
  factor: number;
}

export interface ChannelShuffleOptions {
  groups: number;
}

/**
 * Turns channels into positions: channel c·r² + i·r + j of a pixel becomes pixel (i, j) of an r × r block in
 * channel c (Shi et al. 2016, §3.2; ONNX's DepthToSpace in mode CRD).
 * @param x [N, C·r^rank, …1 to 3 spatial axes]
 * @returns [N, C, …r times the spatial sizes]
 * @throws OptionError, ShapeError
 * @example pixelShuffle(tensor([[[1, 2], [3, 4]]]), { factor: 2 }).toArray() // [[[1, 3, 2, 4]]]
 */
export function pixelShuffle(x: Tensor, options: PixelShuffleOptions): Tensor {
  const { factor, spatial } = factorOf("pixelShuffle", x, options);
  const [samples, channels] = x.shape;
  const rank = spatial.length;
  requireDivides("pixelShuffle", factor ** rank, channels, "channels");
  const apart = reshape(x, [samples, channels / factor ** rank, ...spatial.map(() => factor), ...spatial]);
  const beside = spatial.flatMap((_, axis) => [2 + rank + axis, 2 + axis]);
  return reshape(transpose(apart, [0, 1, ...beside]), [
    samples,
    channels / factor ** rank,
    ...spatial.map((size) => size * factor),
  ]);
}

/**
 * The inverse of `pixelShuffle`: positions become channels.
 * @param x [N, C, …1 to 3 spatial axes], each divisible by the factor
 * @returns [N, C·r^rank, …]
 * @throws OptionError, ShapeError
 * @example pixelUnshuffle(tensor([[[1, 3, 2, 4]]]), { factor: 2 }).toArray() // [[[1, 2], [3, 4]]]
 */
export function pixelUnshuffle(x: Tensor, options: PixelShuffleOptions): Tensor {
  const { factor, spatial } = factorOf("pixelUnshuffle", x, options);
  const [samples, channels] = x.shape;
  for (const size of spatial) requireDivides("pixelUnshuffle", factor, size, "positions");
  const apart = reshape(x, [samples, channels, ...spatial.flatMap((size) => [size / factor, factor])]);
  const inside = spatial.map((_, axis) => 3 + 2 * axis);
  const blocks = spatial.map((_, axis) => 2 + 2 * axis);
  return reshape(transpose(apart, [0, 1, ...inside, ...blocks]), [
    samples,
    channels * factor ** spatial.length,
    ...spatial.map((size) => size / factor),
  ]);
}

/**
 * Deals the channels of each group out over all groups, so that grouped convolutions in a row mix (Zhang
 * et al. 2018, ShuffleNet, §3.1): channel i of group g goes to place i·groups + g.
 * @param x [N, C, …]
 * @throws OptionError, ShapeError
 * @example channelShuffle(tensor([[[1], [2], [3], [4]]]), { groups: 2 }).toArray() // [[[1], [3], [2], [4]]]
 */
export function channelShuffle(x: Tensor, options: ChannelShuffleOptions): Tensor {
  checkOptions("channelShuffle", options, ["groups"]);
  requireTensor("channelShuffle", { x });
  const { groups } = options;
  requireWhole("channelShuffle", "groups", groups);
  const [samples, channels, ...spatial] = x.shape;
  requireDivides("channelShuffle", groups, channels, "channels");
  const apart = reshape(x, [samples, groups, channels / groups, ...spatial]);
  return reshape(transpose(apart, [0, 2, 1, ...spatial.map((_, axis) => 3 + axis)]), x.shape);
}

function factorOf(
  operation: string,
  x: Tensor,
  options: PixelShuffleOptions,
): { factor: number; spatial: number[] } {
  requireTensor(operation, { x });
  checkOptions(operation, options, ["factor"]);
  requireWhole(operation, "factor", options.factor);
  return { factor: options.factor, spatial: spatialSizesOf(operation, x.shape, { empty: true }) };
}

function requireWhole(operation: string, argument: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new OptionError({
    operation,
    argument,
    found: value === undefined ? "is missing" : undefined,
    value,
    expected: "must be a whole number ≥ 1",
  });
}

function requireDivides(operation: string, part: number, whole: number, what: string): void {
  if (whole % part === 0) return;
  throw new ShapeError({
    operation,
    argument: "x",
    found: `has ${whole} ${what}`,
    value: whole,
    expected: `must have a multiple of ${part}`,
  });
}
