import { type HasOperation, OptionError, sizeOf, type Tensor, withOperation } from "@convkit/tensor";
import type { NormGeometry } from "../normGeometry.js";
import { channelsOf, type NormOptions, norm } from "./norm.js";

export interface GroupNormOptions extends NormOptions {
  /** How many groups the channels are split into. */
  groups: number;
}

const group = norm<GroupNormOptions>("groupNorm", ["groups"], ({ groups }, x) => {
  const channels = channelsOf("groupNorm", x);
  if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new OptionError({
      operation: "groupNorm",
      argument: "groups",
      found: groups === undefined ? "is missing" : undefined,
      value: groups,
      expected: `must be a whole number ≥ 1 that divides the ${channels} channels`,
    });
  }
  const view = [x.shape[0], groups, channels / groups, sizeOf(x.shape.slice(2))] as const;
  return { view, affine: [channels], meaning: "one number per channel" };
});

/**
 * Group normalisation: the channels of each sample in groups, each by its own mean and variance (Wu & He
 * 2018, §3.1). One group is layer norm over [C, …], as many as channels are instance norm.
 * @param x [N, C, …]
 * @param gamma [C], or nothing
 * @param beta [C], or nothing
 * @throws ShapeError, OptionError, DtypeError
 * @example groupNorm(tensor([[[1], [3], [2], [6]]]), undefined, undefined, { groups: 2, epsilon: 0 }).toArray() // [[[-1], [1], [-1], [1]]]
 */
export const groupNorm: ((
  x: Tensor,
  gamma: Tensor | undefined,
  beta: Tensor | undefined,
  options: GroupNormOptions,
) => Tensor) &
  HasOperation<GroupNormOptions, NormGeometry> = withOperation(
  group,
  (x: Tensor, gamma: Tensor | undefined, beta: Tensor | undefined, options: GroupNormOptions) =>
    group([x, gamma, beta], options)[0],
);
