/** What the arithmetic of an element type allows. */
export interface Precision {
  /** The distance from 1 to the next number. */
  readonly epsilon: number;
  /** Largest relative error that passes for right, unless the caller says otherwise. */
  readonly rtol: number;
}

export const float64: Precision = { epsilon: 2 ** -52, rtol: 1e-6 };
export const float32: Precision = { epsilon: 2 ** -23, rtol: 1e-3 };

/**
 * The first step to try, for a variable of size `scale`: ε^(1/5)·scale. Richardson's extrapolation leaves
 * an error of h⁴, and rounding one of ε/h; there they are equal (Press et al., Numerical Recipes, §5.7).
 * A power of two, so that x ± h is exact.
 */
export function firstStep(scale: number, { epsilon }: Precision): number {
  return 2 ** Math.round(Math.log2(epsilon ** 0.2 * scale));
}

/** Below √ε·scale even a one-sided difference is mostly rounding. */
export function lastStep(scale: number, { epsilon }: Precision): number {
  return Math.sqrt(epsilon) * scale;
}

/** The size of each element: its own or, where it is near 0, that of the elements around it; 1 for zeros. */
export function scalesOf(data: ArrayLike<number>): Float64Array {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += data[i] ** 2;
  const typical = Math.sqrt(squares / data.length) || 1;
  return Float64Array.from(data, (value) => Math.max(Math.abs(value), typical));
}
