import type { Derivative } from "./numeric.js";

/** `at a kink`: the gradient lies between the slopes of both sides, so no choice of it would be wrong. */
export type Verdict = "right" | "wrong" | "undecided" | "at a kink";

export interface Judgement {
  readonly verdict: Verdict;
  /** |gradient − numeric| / (the larger of both + an absolute tolerance, expressed relatively). */
  readonly relError: number;
}

/** Differences below this many roundings of f mean nothing. A sum of many terms has more than one. */
const roundings = 100;

/**
 * Compares one number of the gradient with the numerical one. The tolerance is relative plus absolute:
 * |a − b| ≤ rtol·max(|a|, |b|) + atol, where atol is what rounding f does to a difference; so numbers near
 * 0 are not compared by their noise.
 */
export function judge(gradient: number, numeric: Derivative, rtol: number): Judgement {
  const { value, error, rounding, kink } = numeric;
  const atol = roundings * rounding;
  if (kink) {
    const [low, high] = [Math.min(numeric.left, numeric.right), Math.max(numeric.left, numeric.right)];
    const outside = Math.max(low - gradient, gradient - high);
    // One slope that is not finite: the edge of the domain, where nothing can be said.
    if (!(outside > rtol * Math.max(Math.abs(low), Math.abs(high)) + atol)) {
      return { verdict: "at a kink", relError: 0 };
    }
  }
  const difference = Math.abs(gradient - value);
  if (difference === 0) return { verdict: "right", relError: 0 };
  const relError = difference / (Math.max(Math.abs(gradient), Math.abs(value)) + atol / rtol);
  if (!Number.isFinite(difference)) return { verdict: "wrong", relError: Number.POSITIVE_INFINITY };
  if (relError <= rtol) return { verdict: "right", relError };
  return { verdict: !kink && difference <= 4 * error ? "undecided" : "wrong", relError };
}
