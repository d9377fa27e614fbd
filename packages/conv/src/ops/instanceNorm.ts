import { ShapeError, sizeOf, type Tensor, withOperation } from "@convkit/tensor";
import { viewByChannel } from "../normGeometry.js";
import { channelsOf, type Norm, type NormOptions, norm } from "./norm.js";

const instance = norm<NormOptions>("instanceNorm", [], (_, x) => {
  const channels = channelsOf("instanceNorm", x);
  if (sizeOf(x.shape.slice(2)) === 1) {
    throw new ShapeError({
      operation: "instanceNorm",
      argument: "x",
      found: `has shape [${x.shape.join(", ")}], one value per sample and channel,`,
      value: x.shape,
      expected: "needs two or more, for one alone has no variance",
    });
  }
  return { view: viewByChannel(x), affine: [channels], meaning: "one number per channel" };
});

/**
 * Instance normalisation: each channel of each sample by its own mean and variance over the positions
 * (Ulyanov, Vedaldi & Lempitsky 2016).
 * @param x [N, C, …]
 * @param gamma [C], or nothing
 * @param beta [C], or nothing
 * @throws ShapeError where there is one position only; OptionError, DtypeError
 * @example instanceNorm(tensor([[[1, 3], [2, 6]]]), undefined, undefined, { epsilon: 0 }).toArray() // [[[-1, 1], [-1, 1]]]
 */
export const instanceNorm: Norm<NormOptions> = withOperation(
  instance,
  (x: Tensor, gamma?: Tensor, beta?: Tensor, options: NormOptions = {}) =>
    instance([x, gamma, beta], options)[0],
);
