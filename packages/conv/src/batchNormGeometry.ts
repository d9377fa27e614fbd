import { commonDtype, OptionError, requireFloat, ShapeError, type Spec } from "@convkit/tensor";
import { requireShape } from "./geometry.js";
import { epsilonOf, type NormGeometry, statisticCount, viewByChannel } from "./normGeometry.js";
import type { Rank } from "./options.js";

export interface BatchNormSettings {
  /** True: normalise by the batch's own mean and variance. False: by those given. */
  training: boolean;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

export interface BatchNormGeometry extends NormGeometry {
  readonly training: boolean;
}

/** Geometry of a batch normalisation, its running statistics checked. */
export function batchGeometry(
  operation: string,
  rank: Rank,
  { training, epsilon }: BatchNormSettings,
  inputs: readonly Spec[],
): BatchNormGeometry {
  const [x, ...perChannel] = inputs;
  requireFloat(operation, "x", x);
  commonDtype(operation, inputs);
  if (x.shape.length !== rank + 2 && !(rank === 1 && x.shape.length === 2)) {
    throw new ShapeError({
      operation,
      argument: "x",
      found: `has shape [${x.shape.join(", ")}] of rank ${x.shape.length}`,
      value: x.shape,
      expected: `must have rank ${rank + 2}: [N, C${", …".repeat(rank)}]${rank === 1 ? ", or [N, C]" : ""}`,
    });
  }
  ["gamma", "beta", "mean", "variance"].slice(0, perChannel.length).forEach((argument, index) => {
    requireShape(operation, argument, perChannel[index], [x.shape[1]], "one number per channel");
  });
  checkTraining(operation, training, perChannel.length - 2);
  const geometry = {
    view: viewByChannel(x),
    acrossSamples: true,
    epsilon: epsilonOf(operation, epsilon),
    training,
  };
  if (training && statisticCount(geometry) === 1) {
    throw new ShapeError({
      operation,
      argument: "x",
      found: `has shape [${x.shape.join(", ")}], one value per channel,`,
      value: x.shape,
      expected: "training needs two or more, for one alone has no variance",
      fix: "use a larger batch, or training: false with mean and variance",
    });
  }
  return geometry;
}

function checkTraining(operation: string, training: unknown, given: number): void {
  const problem =
    typeof training !== "boolean"
      ? "must be true or false"
      : training && given > 0
        ? "the mean and variance are the batch's own; leave out mean and variance"
        : !training && given < 2
          ? "needs both mean and variance, as batchStatistics and updateRunning give them"
          : undefined;
  if (problem === undefined) return;
  throw new OptionError({
    operation,
    argument: "training",
    found: training === undefined ? "is missing" : undefined,
    value: training,
    expected: problem,
  });
}
