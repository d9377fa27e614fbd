import {
  add,
  checkOptions,
  defineOp,
  type HasOperation,
  mul,
  neg,
  pow,
  reshape,
  sub,
  sumTo,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import { type BatchNormGeometry, type BatchNormSettings, batchGeometry } from "../batchNormGeometry.js";
import { fast } from "../fastLayers.js";
import { channelShape, momentsOf, normalizeInto } from "../normGeometry.js";
import type { Rank } from "../options.js";
import { normalizationVjp, normCost } from "./standardize.js";

export interface BatchNormOptions extends BatchNormSettings {
  /** [C], with `training: false` only. */
  mean?: Tensor;
  /** [C], with `training: false` only. */
  variance?: Tensor;
}

export type BatchNorm = ((x: Tensor, gamma: Tensor, beta: Tensor, options: BatchNormOptions) => Tensor) &
  HasOperation<BatchNormSettings, BatchNormGeometry>;

function batchNorm(rank: Rank): BatchNorm {
  const name = `batchNorm${rank}d`;
  const apply = defineOp<BatchNormSettings, BatchNormGeometry>({
    name,
    inputs: [
      { name: "x" },
      { name: "gamma" },
      { name: "beta" },
      { name: "mean", optional: true },
      { name: "variance", optional: true },
    ],
    params(settings, inputs) {
      checkOptions(name, settings, ["training", "epsilon", "mean", "variance"]);
      return batchGeometry(name, rank, settings, inputs);
    },
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward(g, [x, gamma, beta, mean, variance], [y]) {
      normalizeInto(g, x, g.training ? momentsOf(g, x) : { mean, variance }, y, gamma, beta);
    },
    vjp: (g, { inputs, dy: [dy], wanted }) =>
      g.training ? normalizationVjp(g, inputs, dy, wanted) : inferenceVjp(g, inputs, dy),
    cost: normCost,
    fast: fast.batchNorm,
  });
  const f = (
    x: Tensor,
    gamma: Tensor,
    beta: Tensor,
    { mean, variance, ...settings }: BatchNormOptions = {} as BatchNormOptions,
  ): Tensor => apply([x, gamma, beta, mean, variance], settings)[0];
  return withOperation(apply, f);
}

/** y = γ·(x − μ)·r + β with r = (σ² + ε)^(−1/2), μ and σ² being given. */
function inferenceVjp(g: BatchNormGeometry, inputs: readonly Tensor[], dy: Tensor): Tensor[] {
  const [x, gamma, beta, mean, variance] = inputs;
  const byChannel = (value: Tensor): Tensor => reshape(value, channelShape(g));
  const sumByChannel = (value: Tensor, like: Tensor): Tensor =>
    reshape(sumTo(value, channelShape(g)), like.shape);
  const d = reshape(dy, g.view);
  const shifted = add(variance, g.epsilon);
  const centred = sub(reshape(x, g.view), byChannel(mean));
  const scaled = mul(d, byChannel(mul(gamma, pow(shifted, -0.5))));
  const dGamma = sumByChannel(mul(d, centred), gamma);
  return [
    reshape(scaled, x.shape),
    mul(dGamma, pow(shifted, -0.5)),
    sumByChannel(d, beta),
    neg(sumByChannel(scaled, mean)),
    mul(mul(dGamma, gamma), mul(pow(shifted, -1.5), -0.5)),
  ];
}

/** Batch normalisation of sequences [N, C, L] or vectors [N, C]; otherwise as `batchNorm2d`. */
export const batchNorm1d: BatchNorm = batchNorm(1);

/**
 * Batch normalisation: y = γ(x − μ)/√(σ² + ε) + β for each channel (Ioffe & Szegedy 2015, algorithms 1 and 2).
 * In training μ and σ² (biased) are those of the batch, over samples and positions; else they are given, as
 * running averages that the caller keeps (`batchStatistics`, `updateRunning`).
 * @param x [N, C, H, W]
 * @param gamma [C]
 * @param beta [C]
 * @returns the shape of x
 * @throws ShapeError where training would see one value per channel; OptionError, DtypeError
 * @example batchNorm2d(tensor([[[[1, 3]]]]), tensor([1]), tensor([0]), { training: true, epsilon: 0 }).toArray() // [[[[-1, 1]]]]
 */
export const batchNorm2d: BatchNorm = batchNorm(2);

/** Batch normalisation of volumes [N, C, D, H, W]; otherwise as `batchNorm2d`. */
export const batchNorm3d: BatchNorm = batchNorm(3);
