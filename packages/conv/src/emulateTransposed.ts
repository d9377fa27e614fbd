import { flip, pad, reshape, ShapeError, slice, Tensor, transpose } from "@convkit/tensor";
import { type DirectAxis, directEquivalent } from "./directEquivalent.js";
import { type TransposedSettings, transposedGeometry } from "./geometry.js";
import type { ConvOptions } from "./ops/conv.js";
import type { Rank } from "./options.js";

/** A direct convolution that computes what a transposed one does: `conv2d(x, weight, options)`. */
export interface DirectForm {
  /** The input, stuffed with zeros and padded (or cropped, where p′ < 0). */
  readonly x: Tensor;
  /** [Cout, Cin/groups, …], rotated by 180°. */
  readonly weight: Tensor;
  readonly options: ConvOptions;
  /** The guide's primed parameters of each spatial axis. */
  readonly axes: readonly DirectAxis[];
}

/**
 * Puts s − 1 zeros between neighbours on every spatial axis: the input of the direct convolution that
 * emulates a transposed one with stride s.
 * @param x [N, C, …spatial]
 * @param strides one stride for each spatial axis
 * @returns [N, C, …], every spatial size s(i − 1) + 1
 * @example zeroStuff(tensor([[[1, 2, 3]]]), [2]).toArray() // [[[1, 0, 2, 0, 3]]]
 */
export function zeroStuff(x: Tensor, strides: readonly number[]): Tensor {
  return pad(
    x,
    x.shape.map(() => [0, 0]),
    { interior: [0, 0, ...strides.map((stride) => stride - 1)] },
  );
}

/**
 * Writes a transposed convolution as the direct one that always emulates it (Dumoulin & Visin 2016, §4).
 * It multiplies by all the zeros that it puts in, so it is a way to understand and not to compute.
 *
 * @param x [N, Cin, …spatial], 1 to 3 spatial axes
 * @param weight [Cin, Cout/groups, …kernel]
 * @throws ShapeError, OptionError as `convTranspose2d`
 * @example emulateTransposed(ones([1, 1, 2]), tensor([[[1, 2, 3]]]), { stride: 2 }).weight.toArray() // [[[3, 2, 1]]]
 */
export function emulateTransposed(x: Tensor, weight: Tensor, settings: TransposedSettings = {}): DirectForm {
  const rank = weight instanceof Tensor ? weight.rank - 2 : 0;
  if (!(x instanceof Tensor) || rank < 1 || rank > 3) {
    throw new ShapeError({
      operation: "emulateTransposed",
      argument: "x and weight",
      value: [x, weight],
      expected: "must be tensors [N, Cin, …] and [Cin, Cout/groups, …] with 1 to 3 spatial axes",
    });
  }
  const geometry = transposedGeometry("emulateTransposed", rank as Rank, settings, [x, weight]);
  const axes = directEquivalent(geometry);
  const stuffed = zeroStuff(
    x,
    geometry.window.axes.map(({ stride }) => stride),
  );
  const options = { groups: geometry.groups, dilation: axes.map(({ dilation }) => dilation) };
  return { x: padOrCrop(stuffed, axes), weight: rotated(weight, geometry.groups), options, axes };
}

/** Pads by p′ where it is positive, then crops where it is negative. */
function padOrCrop(x: Tensor, axes: readonly DirectAxis[]): Tensor {
  const none = [0, 0] as const;
  const pairs = [none, none, ...axes.map(({ padding }) => padding)];
  const padded = pad(
    x,
    pairs.map(([begin, end]) => [Math.max(0, begin), Math.max(0, end)] as const),
  );
  return slice(padded, {
    begin: pairs.map(([begin]) => Math.max(0, -begin)),
    end: pairs.map(([, end], axis) => padded.shape[axis] - Math.max(0, -end)),
  });
}

/** [Cin, Cout/g, …] → [Cout, Cin/g, …] with every kernel rotated by 180°. */
function rotated(weight: Tensor, groups: number): Tensor {
  const [inChannels, perGroup, ...kernel] = weight.shape;
  const spatial = kernel.map((_, axis) => axis);
  const grouped = reshape(weight, [groups, inChannels / groups, perGroup, ...kernel]);
  const swapped = transpose(grouped, [0, 2, 1, ...spatial.map((axis) => axis + 3)]);
  return flip(reshape(swapped, [groups * perGroup, inChannels / groups, ...kernel]), {
    axes: spatial.map((axis) => axis + 2),
  });
}
