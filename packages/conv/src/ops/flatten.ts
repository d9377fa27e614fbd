import { checkOptions, OptionError, reshape, sizeOf, type Tensor } from "@convkit/tensor";
import { requireTensor } from "../requireTensor.js";

export interface FlattenOptions {
  /** The first axis to join with those after it. Default 1, which keeps the samples apart. */
  start?: number;
}

/**
 * Joins the axes from `start` on into one, row-major: what stands between a convolution and a fully-connected
 * layer.
 * @throws OptionError when there is no such axis
 * @example flatten(zeros([2, 3, 4, 5])).shape // [2, 60]
 */
export function flatten(x: Tensor, options: FlattenOptions = {}): Tensor {
  checkOptions("flatten", options, ["start"]);
  requireTensor("flatten", { x });
  const { start = 1 } = options;
  if (!Number.isInteger(start) || start < 0 || start > x.rank) {
    throw new OptionError({
      operation: "flatten",
      argument: "start",
      value: start,
      expected: `must be a whole number from 0 to ${x.rank} for rank ${x.rank}`,
    });
  }
  return reshape(x, [...x.shape.slice(0, start), sizeOf(x.shape.slice(start))]);
}
