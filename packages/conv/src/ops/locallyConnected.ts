import { type HasOperation, type Tensor, withOperation } from "@convkit/tensor";
import { type ConvGeometry, type ConvSettings, convGeometry } from "../geometry.js";
import type { Rank } from "../options.js";
import { bilinearMaps } from "./bilinear.js";
import type { ConvOptions } from "./conv.js";

type LocallyConnected = ((x: Tensor, weight: Tensor, options?: ConvOptions) => Tensor) &
  HasOperation<ConvSettings, ConvGeometry>;

/** The convolution's three maps with weights of their own at every position. */
function locallyConnected(rank: Rank): LocallyConnected {
  const name = `locallyConnected${rank}d`;
  const { output } = bilinearMaps<ConvSettings, ConvGeometry>({
    names: { output: name, inputGrad: `${name}InputGrad`, weightGrad: `${name}WeightGrad` },
    direct: (settings, inputs) => convGeometry(name, rank, settings, inputs, true),
    back: (geometry) => geometry,
  });
  return withOperation(
    output,
    (x: Tensor, weight: Tensor, { bias, ...settings }: ConvOptions = {}) =>
      output([x, weight, bias], settings)[0],
  );
}

/** Locally-connected layer over sequences: weight [L′, Cout, Cin/groups, k]; otherwise as `locallyConnected2d`. */
export const locallyConnected1d: LocallyConnected = locallyConnected(1);

/**
 * Locally-connected layer: a convolution whose weights are not shared between positions (CS231n,
 * "Convolutional Networks", parameter sharing). Equal weights everywhere give `conv2d`.
 * @param x [N, Cin, H, W]
 * @param weight [H′, W′, Cout, Cin/groups, kH, kW]
 * @returns [N, Cout, H′, W′], sizes as in `conv2d`
 * @throws ShapeError when the weight is made for another number of positions
 * @example locallyConnected2d(ones([1, 1, 1, 2]), tensor([3, 5], [1, 2, 1, 1, 1, 1])).toArray() // [[[[3, 5]]]]
 */
export const locallyConnected2d: LocallyConnected = locallyConnected(2);
