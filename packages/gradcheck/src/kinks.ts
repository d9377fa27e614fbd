/** Slopes of a function to the left and to the right of a point, extrapolated to step 0. */
export interface Slopes {
  readonly left: number;
  readonly right: number;
}

/** Values at x, x ± h/2 and x ± h. */
export interface Samples {
  readonly centre: number;
  readonly halfLeft: number;
  readonly halfRight: number;
  readonly left: number;
  readonly right: number;
}

/**
 * One-sided differences at h and h/2 with their error in h removed: 2·d(h/2) − d(h). For a smooth function
 * the two sides then agree to h³, so what is left is the jump of the derivative, however curved f may be.
 */
export function slopes({ centre, halfLeft, halfRight, left, right }: Samples, h: number): Slopes {
  return {
    left: (4 * (centre - halfLeft) - (centre - left)) / h,
    right: (4 * (halfRight - centre) - (right - centre)) / h,
  };
}

/**
 * Whether the slopes differ by more than rounding and curvature explain. Only a jump that stays at every
 * step is a kink: one that goes away belongs to a kink nearby, which a smaller step avoids.
 */
export function jumps({ left, right }: Slopes, rounding: number): boolean {
  const jump = Math.abs(right - left);
  return !(jump <= jumpThreshold({ left, right }, rounding));
}

export function jumpThreshold({ left, right }: Slopes, rounding: number): number {
  return 100 * rounding + 1e-5 * Math.max(Math.abs(left), Math.abs(right));
}
