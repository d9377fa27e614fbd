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
import { momentsOf, normalizeInto, statisticCount } from "../normGeometry.js";
import type { Rank } from "../options.js";
import { normCost, standardize } from "./standardize.js";

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
      g.training ? trainingVjp(g, inputs, dy, wanted) : inferenceVjp(g, inputs, dy),
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

/** The shape that stretches one number per channel over x. */
const alongChannels = ({ shape }: Tensor): number[] => shape.map((extent, axis) => (axis === 1 ? extent : 1));

/**
 * dγ = Σ dy·x̂, dβ = Σ dy, dx = γ·r·(dy − dβ/n − x̂·dγ/n) with r = (σ² + ε)^(−1/2), n values sharing μ (Ioffe & Szegedy
 * 2015, §3, simplified).
 */
function trainingVjp(
  g: BatchNormGeometry,
  [x, gamma, beta]: readonly Tensor[],
  dy: Tensor,
  wanted: readonly boolean[],
): (Tensor | false)[] {
  const [xHat, , variance] = standardize.at(g, [x]);
  const shape = alongChannels(x);
  const [dGamma, dBeta] = [mul(dy, xHat), dy].map((value) => sumTo(value, shape));
  const n = Math.max(1, statisticCount(g));
  const dX = (): Tensor => {
    const centred = sub(sub(dy, mul(dBeta, 1 / n)), mul(xHat, mul(dGamma, 1 / n)));
    const slope = mul(gamma, pow(add(reshape(variance, gamma.shape), g.epsilon), -0.5));
    return mul(centred, reshape(slope, shape));
  };
  return [wanted[0] && dX(), reshape(dGamma, gamma.shape), reshape(dBeta, beta.shape)];
}

/** y = γ·(x − μ)·r + β with r = (σ² + ε)^(−1/2), μ and σ² being given. */
function inferenceVjp(g: BatchNormGeometry, inputs: readonly Tensor[], dy: Tensor): Tensor[] {
  const [x, gamma, , mean, variance] = inputs;
  const shape = alongChannels(x);
  const sumByChannel = (value: Tensor): Tensor => reshape(sumTo(value, shape), gamma.shape);
  const shifted = add(variance, g.epsilon);
  const centred = sub(x, reshape(mean, shape));
  const scaled = mul(dy, reshape(mul(gamma, pow(shifted, -0.5)), shape));
  const dGamma = sumByChannel(mul(dy, centred));
  return [
    scaled,
    mul(dGamma, pow(shifted, -0.5)),
    sumByChannel(dy),
    neg(sumByChannel(scaled)),
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
