import {
  add,
  bytesOf,
  type Cost,
  type DefinedOperation,
  defineOp,
  mean,
  mul,
  pow,
  reshape,
  type Spec,
  sizeOf,
  sub,
  sumTo,
  type Tensor,
} from "@convkit/tensor";
import { fast } from "../fastLayers.js";
import {
  channelShape,
  momentsOf,
  type NormGeometry,
  normalizeInto,
  statisticAxes,
  statisticCount,
  statisticShape,
} from "../normGeometry.js";

/**
 * The core of every normalisation: x̂ = (x − μ)/√(σ² + ε), with the mean μ and the biased variance σ² that
 * it used as further outputs.
 */
export const standardize: DefinedOperation<NormGeometry, NormGeometry> = defineOp<NormGeometry, NormGeometry>(
  {
    name: "standardize",
    inputs: [{ name: "x" }],
    params: (g) => g,
    outputs: (g, [{ shape, dtype }]) => [
      { shape, dtype },
      { shape: statisticShape(g), dtype },
      { shape: statisticShape(g), dtype },
    ],
    forward(g, [x], [y, mean, variance]) {
      const moments = momentsOf(g, x);
      normalizeInto(g, x, moments, y);
      mean.set(moments.mean);
      variance.set(moments.variance);
    },
    // ∂μ/∂x = 1/n and ∂σ²/∂x = 2(x − μ)/n, beside the gradient of x̂.
    vjp(g, { inputs: [x], outputs: [y, mu, variance], dy: [dy, dMean, dVariance] }) {
      const n = Math.max(1, statisticCount(g));
      const ofMoments = add(mul(dMean, 1 / n), mul(sub(reshape(x, g.view), mu), mul(dVariance, 2 / n)));
      const ofResult = standardizeGrad(g, reshape(y, g.view), variance, reshape(dy, g.view));
      return [reshape(add(ofResult, ofMoments), x.shape)];
    },
    cost: (_, [x], outputs) => normCost({}, [x], outputs),
    fast: fast.standardize,
  },
);

/**
 * dx = (dŷ − ⟨dŷ⟩ − x̂·⟨dŷ·x̂⟩)/√(σ² + ε), ⟨ ⟩ being the mean over the values that share μ (Ioffe & Szegedy
 * 2015, §3, simplified). All in the view's shape.
 */
function standardizeGrad(g: NormGeometry, xHat: Tensor, variance: Tensor, dy: Tensor): Tensor {
  if (statisticCount(g) === 0 || dy.size === 0) return dy;
  const average = (x: Tensor): Tensor => mean(x, { axes: statisticAxes(g), keepDims: true });
  const projected = sub(sub(dy, average(dy)), mul(xHat, average(mul(dy, xHat))));
  return mul(projected, pow(add(variance, g.epsilon), -0.5));
}

/** Gradients of γ·x̂ + β with respect to x, γ and β, x̂ being computed from x. */
export function normalizationVjp(
  g: NormGeometry,
  [x, gamma, beta]: readonly (Tensor | undefined)[],
  dy: Tensor,
  wanted: readonly boolean[],
): (Tensor | undefined | false)[] {
  if (x === undefined) return [];
  const [xHat, , variance] = standardize.at(g, [x]);
  const [viewed, d] = [reshape(xHat, g.view), reshape(dy, g.view)];
  const dXHat = gamma ? mul(d, reshape(gamma, channelShape(g))) : d;
  return [
    wanted[0] && reshape(standardizeGrad(g, viewed, variance, dXHat), x.shape),
    gamma && wanted[1] && reshape(sumTo(mul(d, viewed), channelShape(g)), gamma.shape),
    beta && wanted[2] && reshape(sumTo(d, channelShape(g)), beta.shape),
  ];
}

/**
 * For each element: an addition for the mean; a subtraction, a square and an addition for the variance; a
 * subtraction and a product to normalise; a product for γ and an addition for β.
 */
export function normCost(g: { training?: boolean }, inputs: readonly Spec[], outputs: readonly Spec[]): Cost {
  const affine = Math.min(2, inputs.length - 1);
  const statistics = g.training === false ? 0 : 4;
  return {
    macs: 0,
    other: (statistics + 2 + affine) * sizeOf(outputs[0].shape),
    bytes: bytesOf([...inputs, ...outputs]),
  };
}
