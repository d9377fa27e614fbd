import {
  add,
  checkOptions,
  mul,
  OptionError,
  requireFloat,
  reshape,
  ShapeError,
  sameShape,
  type Tensor,
} from "@convkit/tensor";
import { viewByChannel } from "../normGeometry.js";
import { requireTensor } from "../requireTensor.js";
import { standardize } from "./standardize.js";

/** One number per channel each. */
export interface BatchStatistics {
  /** [C] */
  readonly mean: Tensor;
  /** [C] */
  readonly variance: Tensor;
}

export interface UpdateOptions {
  /** Weight of the new batch (PyTorch's convention; Keras and ONNX give the weight of the old). Default 0.1. */
  momentum?: number;
  /** Values per channel in the batch, N·H·W: the running variance is the unbiased one. */
  count: number;
}

/**
 * Mean and biased variance of each channel over samples and positions, as `batchNorm2d` uses them in
 * training. Two passes, so that a large mean costs no digits; 0 and 0 for an empty batch.
 * @param x [N, C, …]
 * @throws ShapeError, DtypeError
 * @example batchStatistics(tensor([[[1, 2, 3, 4]]])).variance.toArray() // [1.25]
 */
export function batchStatistics(x: Tensor): BatchStatistics {
  requireTensor("batchStatistics", { x });
  requireFloat("batchStatistics", "x", x);
  if (x.rank < 2) {
    throw new ShapeError({
      operation: "batchStatistics",
      argument: "x",
      found: `has shape [${x.shape.join(", ")}]`,
      value: x.shape,
      expected: "must be [N, C, …]",
    });
  }
  const geometry = { view: viewByChannel(x), acrossSamples: true, epsilon: 1 };
  const [, mean, variance] = standardize.at(geometry, [x]);
  return { mean: reshape(mean, [x.shape[1]]), variance: reshape(variance, [x.shape[1]]) };
}

/**
 * Running averages after one more batch: running + momentum·(batch − running), the batch's variance made
 * unbiased by n/(n − 1) (Ioffe & Szegedy 2015, algorithm 2, step 10). Values in, values out: nothing is
 * kept. An empty batch (count 0) changes nothing.
 * @throws OptionError for a momentum outside 0 … 1 or a count of 1; ShapeError
 * @example
 * const running = { mean: tensor([0]), variance: tensor([1]) };
 * const batch = batchStatistics(tensor([[[1, 3]]]));
 * updateRunning(running, batch, { momentum: 0.5, count: 2 }).variance.toArray() // [1.5]
 */
export function updateRunning(
  running: BatchStatistics,
  batch: BatchStatistics,
  options: UpdateOptions,
): BatchStatistics {
  checkOptions("updateRunning", options, ["momentum", "count"]);
  const { momentum = 0.1, count } = options;
  if (!(momentum >= 0 && momentum <= 1)) refuse("momentum", momentum, "must be a number from 0 to 1");
  if (!Number.isSafeInteger(count) || count < 0 || count === 1)
    refuse("count", count, "must be 0 or a whole number ≥ 2: one value has no unbiased variance");
  for (const name of ["mean", "variance"] as const) {
    if (sameShape(running[name].shape, batch[name].shape)) continue;
    throw new ShapeError({
      operation: "updateRunning",
      argument: `the batch's ${name}`,
      found: `has shape [${batch[name].shape.join(", ")}]`,
      value: batch[name].shape,
      expected: `the running one has [${running[name].shape.join(", ")}]`,
    });
  }
  if (count === 0) return running;
  const blend = (old: Tensor, value: Tensor, weight: number): Tensor =>
    add(mul(old, 1 - momentum), mul(value, weight));
  return {
    mean: blend(running.mean, batch.mean, momentum),
    variance: blend(running.variance, batch.variance, (momentum * count) / (count - 1)),
  };
}

function refuse(argument: string, value: unknown, expected: string): never {
  throw new OptionError({
    operation: "updateRunning",
    argument,
    found: value === undefined ? "is missing" : undefined,
    value,
    expected,
  });
}
