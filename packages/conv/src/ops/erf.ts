import { exp, mul, neg, square, type Unary, unary } from "@convkit/tensor";

/** Below this the series needs few terms, above it the continued fraction does. */
const seam = 2.5;

/**
 * 1 − erf(x) for x ≥ 0, without cancellation: (e^(−x²)/√π) · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …))))
 * (Abramowitz & Stegun 1964, 7.1.14), evaluated from the inside.
 */
function complementTail(x: number): number {
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}

/** erf(x) = (2/√π)·e^(−x²)·Σ 2ⁿ x^(2n+1)/(1·3···(2n + 1)): all terms have one sign (A&S 7.1.6). */
function series(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** 1 − erf(x), with full relative accuracy for positive x too. */
export function complementaryErf(x: number): number {
  if (x > seam) return complementTail(x);
  if (x < -seam) return 2 - complementTail(-x);
  return 1 - series(x);
}

const errorFunction = (x: number): number =>
  Math.abs(x) <= seam || Number.isNaN(x) ? series(x) : 1 - complementaryErf(x);

/**
 * The error function (2/√π)·∫₀ˣ e^(−t²) dt, to the last digits of float64.
 * @throws DtypeError for int32
 * @example erf(tensor([0, 10])).toArray() // [0, 1]
 */
export const erf: Unary = unary({
  name: "erf",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = errorFunction(x[i]);
  },
  vjp: ({ x, dy }) => mul(dy, mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI))),
});
