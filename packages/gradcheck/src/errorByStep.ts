import { seededRandom, type Tensor } from "@convkit/tensor";
import { lineThroughAll } from "./line.js";
import type { TensorFunction } from "./outputs.js";
import { normalRow } from "./projections.js";
import { pullbackOf } from "./pullback.js";
import { scalesOf } from "./step.js";
import { copyInputs, makeSubject } from "./subject.js";

/** Relative errors of one-sided and central differences for each step. */
export interface ErrorByStep {
  /** Relative to the size of the inputs, from 1 down to 1e-15. */
  readonly steps: number[];
  /** (f(x + h) − f(x − h))/2h: falls as h² until rounding, which grows as 1/h, takes over. */
  readonly central: number[];
  /** (f(x + h) − f(x))/h: falls as h. */
  readonly forward: number[];
}

/**
 * How far numerical derivatives of f are from its gradient, by step: the data of the usual V-shaped chart.
 * One random combination of the results is followed along one random direction of all inputs.
 *
 * @param options.seed of the combination and the direction, default 0
 * @returns 61 steps, four to a decade; errors relative to the gradient's value
 * @example errorByStep((x) => exp(x), [tensor([1])]).steps.length // 61
 */
export function errorByStep(
  f: TensorFunction,
  inputs: readonly Tensor[],
  { seed = 0 }: { seed?: number } = {},
): ErrorByStep {
  const random = seededRandom(seed);
  const own = copyInputs("errorByStep", inputs);
  const subject = makeSubject(f, { inputs: own }, random);
  const dy = normalRow(subject.value.length, random);
  const directions = own.map(({ data }) => scalesOf(data).map((scale) => scale * random.normal()));
  const exact = pullbackOf(subject)
    .pullback(dy)
    .reduce((sum, gradient, position) => sum + dot(gradient, directions[subject.wrt[position]]), 0);

  const line = lineThroughAll(f, own, directions);
  const value = (t: number): number => dot(dy, line(t));
  const steps = Array.from({ length: 61 }, (_, i) => 10 ** (-i / 4));
  const error = (derivative: number): number => Math.abs(derivative - exact) / Math.abs(exact);
  return {
    steps,
    central: steps.map((h) => error((value(h) - value(-h)) / (2 * h))),
    forward: steps.map((h) => error((value(h) - value(0)) / h)),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
