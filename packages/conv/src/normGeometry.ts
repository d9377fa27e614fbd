import { type Data, OptionError, type Spec, sizeOf, sumOf } from "@convkit/tensor";

/**
 * The canonical parameters of a normalisation. Every kind sees x as [samples, groups, channels of a group,
 * positions], takes mean and variance over the last two axes (and over the samples, for batch norm), and
 * scales and shifts by channel.
 */
export interface NormGeometry {
  readonly view: readonly [samples: number, groups: number, channels: number, positions: number];
  readonly acrossSamples: boolean;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** Axes of the view over which mean and variance are taken. */
export const statisticAxes = ({ acrossSamples }: NormGeometry): number[] =>
  acrossSamples ? [0, 2, 3] : [2, 3];

/** Shape of mean and variance: the view's, with 1 on those axes. */
export function statisticShape({ view: [samples, groups], acrossSamples }: NormGeometry): number[] {
  return [acrossSamples ? 1 : samples, groups, 1, 1];
}

/** The shape that stretches one number per channel over the view. */
export const channelShape = ({ view: [, groups, channels] }: NormGeometry): number[] => [
  1,
  groups,
  channels,
  1,
];

/** How many values share one mean. */
export function statisticCount({
  view: [samples, , channels, positions],
  acrossSamples,
}: NormGeometry): number {
  return (acrossSamples ? samples : 1) * channels * positions;
}

/** Calls `visit` for each run of neighbouring elements that share one mean, with that mean's index. */
function eachRun(g: NormGeometry, visit: (begin: number, end: number, statistic: number) => void): void {
  const [samples, groups, channels, positions] = g.view;
  const run = channels * positions;
  for (let at = 0; at < samples * groups; at++)
    visit(at * run, (at + 1) * run, g.acrossSamples ? at % groups : at);
}

export interface Moments {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

/**
 * Mean and biased variance in two passes: E[x²] − E[x]² would lose every digit where the mean is large
 * (Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance").
 */
export function momentsOf(g: NormGeometry, x: Data): Moments {
  const count = Math.max(1, statisticCount(g)); // an empty batch has mean and variance 0
  const mean = new Float64Array(sizeOf(statisticShape(g)));
  const variance = new Float64Array(mean.length);
  eachRun(g, (begin, end, at) => {
    mean[at] += sumOf(x, begin, end) / count;
  });
  eachRun(g, (begin, end, at) => {
    const centre = mean[at];
    let total = 0;
    for (let i = begin; i < end; i++) total += (x[i] - centre) ** 2;
    variance[at] += total / count;
  });
  return { mean, variance };
}

/** y = (x − mean)/√(variance + ε) · gamma + beta, gamma and beta by channel. */
export function normalizeInto(
  g: NormGeometry,
  x: Data,
  { mean, variance }: { mean: ArrayLike<number>; variance: ArrayLike<number> },
  y: Data,
  gamma?: Data,
  beta?: Data,
): void {
  const [, groups, channels, positions] = g.view;
  eachRun(g, (begin, _, at) => {
    const centre = mean[at];
    const scale = 1 / Math.sqrt(variance[at] + g.epsilon);
    const first = (begin / (channels * positions)) % groups;
    for (let channel = 0, i = begin; channel < channels; channel++) {
      const slope = scale * (gamma ? gamma[first * channels + channel] : 1);
      const shift = beta ? beta[first * channels + channel] : 0;
      for (const end = i + positions; i < end; i++) y[i] = (x[i] - centre) * slope + shift;
    }
  });
}

export function epsilonOf(operation: string, epsilon = 1e-5): number {
  if (Number.isFinite(epsilon) && epsilon >= 0) return epsilon;
  throw new OptionError({ operation, argument: "epsilon", value: epsilon, expected: "must be a number ≥ 0" });
}

/** x [N, C, …] as [N, C, 1, positions]. */
export function viewByChannel({ shape: [samples, channels, ...spatial] }: Spec): NormGeometry["view"] {
  return [samples, channels, 1, sizeOf(spatial)];
}
