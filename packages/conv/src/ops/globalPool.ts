import { max, mean, type Tensor } from "@convkit/tensor";
import { requireTensor } from "../requireTensor.js";
import { spatialSizesOf } from "../spatialSizesOf.js";

/** The spatial axes of x [N, C, …1 to 3 spatial axes]. */
function spatialAxes(operation: string, x: Tensor): number[] {
  requireTensor(operation, { x });
  return spatialSizesOf(operation, x.shape, { empty: false }).map((_, axis) => axis + 2);
}

/**
 * The mean of each channel over all positions (Lin, Chen & Yan 2014, "Network in network", §3.2), added up
 * in float64.
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns [N, C, 1, …]
 * @throws ShapeError
 * @example globalAvgPool(tensor([[[1, 2, 6]]])).toArray() // [[[3]]]
 */
export function globalAvgPool(x: Tensor): Tensor {
  return mean(x, { axes: spatialAxes("globalAvgPool", x), keepDims: true });
}

/**
 * The largest element of each channel; its gradient goes to the first maximum.
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns [N, C, 1, …]
 * @throws ShapeError
 * @example globalMaxPool(tensor([[[1, 6, 2]]])).toArray() // [[[6]]]
 */
export function globalMaxPool(x: Tensor): Tensor {
  return max(x, { axes: spatialAxes("globalMaxPool", x), keepDims: true });
}
