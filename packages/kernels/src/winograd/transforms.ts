import { range } from "../range.js";

/**
 * Minimal filtering F(m, r): m outputs of a filter with r taps by n = m + r − 1 products,
 * y = Aᵀ [(G g) ⊙ (Bᵀ d)] (Winograd 1980; Lavin & Gray 2016; made from points as in Toom and Cook).
 *
 * The points are 0, ±√½, ±√2 and ∞ (for four products 0, ±1, ∞). They cost as much as 0, ±1, ±2, ∞ and err 4 to 5
 * times less, because their powers stay near 1 (Barabasz et al. 2020 search for such points).
 */
export interface Transforms {
  /** m × n. */
  readonly output: readonly (readonly number[])[];
  /** n × r. */
  readonly filter: readonly (readonly number[])[];
  /** n × n. */
  readonly input: readonly (readonly number[])[];
}

const points: Record<number, readonly number[]> = {
  4: [0, 1, -1],
  6: [0, Math.SQRT1_2, -Math.SQRT1_2, Math.SQRT2, -Math.SQRT2],
};

/** The three matrices of F(m, r), for m + r − 1 of 4 or 6. */
export function transforms(m: number, r: number): Transforms {
  const n = m + r - 1;
  const finite = points[n];
  const others = (j: number): number[] => finite.filter((_, l) => l !== j);
  return {
    output: range(m).map((i) => [...finite.map((p) => p ** i), i === m - 1 ? 1 : 0]),
    filter: [
      ...finite.map((p, j) => {
        const scale = others(j).reduce((product, q) => product * (p - q), 1);
        return range(r).map((k) => p ** k / scale);
      }),
      range(r).map((k) => (k === r - 1 ? 1 : 0)),
    ],
    input: [...finite.map((_, j) => [...withRoots(others(j)), 0]), withRoots(finite)].map((row) =>
      row.map(exact),
    ),
  };
}

/** Coefficients of Π (x − root), lowest first. */
function withRoots(roots: readonly number[]): number[] {
  let polynomial = [1];
  for (const root of roots)
    polynomial = [0, ...polynomial].map((below, i) => below - root * (polynomial[i] ?? 0));
  return polynomial;
}

/** Products of the roots are halves of integers or those times √2: rounding dust becomes zero. */
const exact = (value: number): number => (Math.abs(value) < 1e-12 ? 0 : value);
