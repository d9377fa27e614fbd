import { normalizeAxes, sizeOf, type Tensor, withOperation } from "@convkit/tensor";
import { type Norm, type NormOptions, norm } from "./norm.js";

export interface LayerNormOptions extends NormOptions {
  /** The first axis to normalise; all after it are too. A negative one counts from the end. Default −1. */
  axis?: number;
}

const layer = norm<LayerNormOptions>("layerNorm", ["axis"], ({ axis = -1 }, { shape }) => {
  const [first] = normalizeAxes("layerNorm", [axis], shape.length);
  const affine = shape.slice(first);
  return {
    view: [sizeOf(shape.slice(0, first)), 1, sizeOf(affine), 1],
    affine,
    meaning: "x's shape from the axis on",
  };
});

/**
 * Layer normalisation: each sample by the mean and variance of its last axes, from `axis` on (Ba, Kiros &
 * Hinton 2016, §3).
 * @param x any shape
 * @param gamma the shape of those axes, or nothing
 * @param beta the same
 * @throws ShapeError, OptionError, DtypeError
 * @example layerNorm(tensor([[1, 3], [2, 6]]), undefined, undefined, { epsilon: 0 }).toArray() // [[-1, 1], [-1, 1]]
 */
export const layerNorm: Norm<LayerNormOptions> = withOperation(
  layer,
  (x: Tensor, gamma?: Tensor, beta?: Tensor, options: LayerNormOptions = {}) =>
    layer([x, gamma, beta], options)[0],
);
