import type { Precision } from "./step.js";

const points = 7;
/** Standard deviation of a fourth difference of independent errors of deviation 1: √(1 + 16 + 36 + 16 + 1). */
const fourthDifference = Math.sqrt(70);

/**
 * How much rounding disturbs each value of f, measured where f itself does not change: fourth differences
 * over steps of a few ε are noise alone (Hamming's table; Moré & Wild 2011, "Estimating computational
 * noise"). A result that cancelled, like Σ softmax, has far more noise than ε times its size.
 *
 * @param at values of f moved by t along a random direction of the size of its inputs
 */
export function measureNoise(at: (t: number) => Float64Array, { epsilon }: Precision): Float64Array {
  // Beside x, not at it: a function that jumps at x would seem all noise.
  const rows = Array.from({ length: points }, (_, k) => at(64 * epsilon * (k + 1)));
  return rows[0].map((_, i) => {
    let noise = 0;
    for (let k = 0; k + 4 < points; k++) {
      const [a, b, c, d, e] = rows.slice(k, k + 5).map((row) => row[i]);
      const difference = Math.abs(a - 4 * b + 6 * c - 4 * d + e);
      if (difference > noise && difference < Number.POSITIVE_INFINITY) noise = difference;
    }
    return Math.max(noise / fourthDifference, epsilon * Math.abs(rows[0][i]));
  });
}
