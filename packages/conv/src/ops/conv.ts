import { type HasOperation, type Tensor, withOperation } from "@convkit/tensor";
import {
  type ConvGeometry,
  type ConvSettings,
  convGeometry,
  type TransposedSettings,
  transposedGeometry,
} from "../geometry.js";
import type { Rank } from "../options.js";
import { type BilinearMaps, bilinearMaps } from "./bilinear.js";

export interface ConvOptions extends ConvSettings {
  /** [Cout], added to every position. */
  bias?: Tensor;
}

export interface ConvTransposeOptions extends TransposedSettings {
  /** [Cout], added to every position. */
  bias?: Tensor;
}

export type Conv = ((x: Tensor, weight: Tensor, options?: ConvOptions) => Tensor) &
  HasOperation<ConvSettings, ConvGeometry>;
export type ConvTranspose = ((x: Tensor, weight: Tensor, options?: ConvTransposeOptions) => Tensor) &
  HasOperation<TransposedSettings, ConvGeometry>;
export type ConvWeightGrad = ((x: Tensor, dy: Tensor, geometry: ConvGeometry) => Tensor) &
  HasOperation<ConvGeometry, ConvGeometry>;

type Maps = BilinearMaps<ConvSettings, TransposedSettings>;

function mapsOfRank(rank: Rank): Maps {
  const names = {
    output: `conv${rank}d`,
    inputGrad: `convTranspose${rank}d`,
    weightGrad: `conv${rank}dWeightGrad`,
  };
  return bilinearMaps({
    names,
    direct: (settings, inputs) => convGeometry(names.output, rank, settings, inputs),
    back: (settings, inputs) => transposedGeometry(names.inputGrad, rank, settings, inputs),
  });
}

function convFunction({ output }: Maps): Conv {
  return withOperation(
    output,
    (x: Tensor, weight: Tensor, { bias, ...settings }: ConvOptions = {}) =>
      output([x, weight, bias], settings)[0],
  );
}

function transposeFunction({ inputGrad }: Maps): ConvTranspose {
  return withOperation(
    inputGrad,
    (x: Tensor, weight: Tensor, { bias, ...settings }: ConvTransposeOptions = {}) =>
      inputGrad([x, weight, bias], settings)[0],
  );
}

function weightGradFunction({ weightGrad }: Maps): ConvWeightGrad {
  return withOperation(
    weightGrad,
    (x: Tensor, dy: Tensor, geometry: ConvGeometry) => weightGrad.at(geometry, [x, dy])[0],
  );
}

const [line, plane, volume] = [mapsOfRank(1), mapsOfRank(2), mapsOfRank(3)];

/**
 * Convolution (cross-correlation) of sequences.
 * @param x [N, Cin, L]
 * @param weight [Cout, Cin/groups, k]
 * @returns [N, Cout, L′], L′ = ⌊(L + pads − d(k − 1) − 1)/s⌋ + 1
 * @throws ShapeError, OptionError, DtypeError before any work
 * @example conv1d(tensor([[[1, 2, 3, 4]]]), tensor([[[1, 1]]])).toArray() // [[[3, 5, 7]]]
 */
export const conv1d: Conv = convFunction(line);

/**
 * Convolution (cross-correlation): y[n,o,·] = Σ x[n,c,· + window] · w[o,c,window] (+ bias).
 * @param x [N, Cin, H, W]
 * @param weight [Cout, Cin/groups, kH, kW]
 * @returns [N, Cout, H′, W′], H′ = ⌊(H + pads − d(kH − 1) − 1)/s⌋ + 1 (Dumoulin & Visin 2016, relationship 15)
 * @throws ShapeError, OptionError, DtypeError before any work
 * @example conv2d(ones([1, 1, 3, 3]), ones([1, 1, 2, 2])).toArray() // [[[[4, 4], [4, 4]]]]
 */
export const conv2d: Conv = convFunction(plane);

/** Convolution of volumes: x [N, Cin, D, H, W], weight [Cout, Cin/groups, kD, kH, kW]; otherwise as `conv2d`. */
export const conv3d: Conv = convFunction(volume);

/** Transposed convolution of sequences: x [N, Cin, L], weight [Cin, Cout/groups, k]; otherwise as `convTranspose2d`. */
export const convTranspose1d: ConvTranspose = transposeFunction(line);

/**
 * Transposed convolution: the input gradient of `conv2d`, so the forward and backward passes are swapped
 * (Dumoulin & Visin 2016, §4).
 * @param x [N, Cin, H, W]
 * @param weight [Cin, Cout/groups, kH, kW]
 * @returns [N, Cout, H′, W′], H′ = s(H − 1) + d(kH − 1) + 1 − pads + outputPadding
 * @throws ShapeError, OptionError, DtypeError before any work
 * @example convTranspose2d(ones([1, 1, 2, 2]), ones([1, 1, 2, 2])).toArray() // [[[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]]
 */
export const convTranspose2d: ConvTranspose = transposeFunction(plane);

/** Transposed convolution of volumes: x [N, Cin, D, H, W], weight [Cin, Cout/groups, kD, kH, kW]. */
export const convTranspose3d: ConvTranspose = transposeFunction(volume);

/** Gradient of `conv1d`'s weight: see `conv2dWeightGrad`. */
export const conv1dWeightGrad: ConvWeightGrad = weightGradFunction(line);

/**
 * Gradient of `conv2d`'s weight, itself bilinear in x and dy. The geometry is the convolution's own:
 * `conv2d.operation.params(options, [x, weight])`.
 * @returns [Cout, Cin/groups, kH, kW]
 */
export const conv2dWeightGrad: ConvWeightGrad = weightGradFunction(plane);

/** Gradient of `conv3d`'s weight: see `conv2dWeightGrad`. */
export const conv3dWeightGrad: ConvWeightGrad = weightGradFunction(volume);
