import type { GradientCheckSetting } from "../chart/gradientCheck.js";

/** Errors, to two digits, of differences that stand for f′ at x: two steps h to a decade, from 10⁻¹ to 10⁻¹². */
export function differenceErrors(
  f: (x: number) => number,
  derivative: (x: number) => number,
  x: number,
): GradientCheckSetting {
  const digits = (value: number): number => Number(value.toPrecision(2));
  const steps = Array.from({ length: 23 }, (_, i) => digits(10 ** (-1 - i / 2)));
  const error = (slope: number): number => digits(Math.abs(slope / derivative(x) - 1));
  return {
    steps,
    central: steps.map((h) => error((f(x + h) - f(x - h)) / (2 * h))),
    forward: steps.map((h) => error((f(x + h) - f(x)) / h)),
  };
}
