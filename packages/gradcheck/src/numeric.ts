import { jumps, jumpThreshold, type Samples, type Slopes, slopes } from "./kinks.js";
import { firstStep, lastStep } from "./step.js";
import type { Subject } from "./subject.js";

/** A derivative found from values alone, for one output. */
export interface Derivative extends Slopes {
  readonly value: number;
  /** Estimate of its error: what extrapolation changed, and rounding at worst. */
  readonly error: number;
  /** The error that rounding f makes, as measured. */
  readonly rounding: number;
  /** True where the left and the right slope differ at every step. */
  readonly kink: boolean;
}

interface Found extends Omit<Derivative, "error"> {
  readonly change: number;
  readonly roundingAtWorst: number;
}

const shrink = 8;

/**
 * The derivative at t = 0 of each output of `line`, by central differences at h and h/2 with Richardson's
 * extrapolation. An output that is not settled (curved, a kink nearby, or outside the domain) is tried again
 * with smaller steps, and the step with the smallest error estimate is kept.
 */
export function derivatives(
  line: (t: number) => Float64Array,
  subject: Pick<Subject, "value" | "noise" | "worstNoise" | "precision">,
  scale: number,
): Derivative[] {
  const { value: centre, noise, worstNoise, precision } = subject;
  const best = new Array<Found | undefined>(centre.length);
  const lastJump = new Float64Array(centre.length).fill(Number.POSITIVE_INFINITY);
  const steadyJump = lastJump.slice();
  const last = lastStep(scale, precision);
  let open = Array.from(centre.keys());
  for (let h = firstStep(scale, precision); h >= last && open.length > 0; h /= shrink) {
    const [left, halfLeft, halfRight, right] = [-h, -h / 2, h / 2, h].map(line);
    open = open.filter((i) => {
      const at = {
        centre: centre[i],
        left: left[i],
        halfLeft: halfLeft[i],
        halfRight: halfRight[i],
        right: right[i],
      };
      const { value, change } = richardson(at, h);
      const found = slopes(at, h);
      const rounding = Math.max(noise[i], precision.epsilon * largest(at)) / (h / 2);
      const roundingAtWorst = Math.max(rounding, worstNoise / (h / 2));
      const jumping = jumps(found, roundingAtWorst);
      if (jumping) {
        const jump = Math.abs(found.right - found.left);
        // One that shrinks with the step is curvature.
        steadyJump[i] = jump > lastJump[i] / 2 ? jump : Number.POSITIVE_INFINITY;
        lastJump[i] = jump;
      }
      // A steady jump is not refuted by a smaller step whose rounding would hide it.
      const kink = jumping || jumpThreshold(found, roundingAtWorst) > steadyJump[i] / 4;
      best[i] = better({ ...found, value, change, rounding, roundingAtWorst, kink }, best[i]);
      return kink || !(change <= 0.1 * precision.rtol * Math.abs(value) + 100 * rounding);
    });
  }
  return (best as Found[]).map((found) => ({ ...found, error: found.change + found.roundingAtWorst }));
}

/** Central differences at h and h/2 combined so that their errors in h² cancel, and what that changed. */
function richardson(at: Samples, h: number): { value: number; change: number } {
  const whole = (at.right - at.left) / (2 * h);
  const half = (at.halfRight - at.halfLeft) / h;
  const change = (half - whole) / 3;
  return { value: half + change, change: Math.abs(change) };
}

function largest({ centre, left, halfLeft, halfRight, right }: Samples): number {
  return Math.max(Math.abs(centre), Math.abs(left), Math.abs(halfLeft), Math.abs(halfRight), Math.abs(right));
}

/** Smooth beats kinked, whatever the step; of two kinked ones the smaller step tells more. */
function better(found: Found, best: Found | undefined): Found {
  if (best === undefined) return found;
  const inexact = found.change + found.rounding >= best.change + best.rounding;
  if (!best.kink) return found.kink || inexact ? best : found;
  if (!found.kink) return found;
  return { ...found, left: limit(found.left, best.left), right: limit(found.right, best.right) };
}

/** A slope that keeps growing as the step shrinks belongs to a jump, or to a vertical tangent. */
function limit(slope: number, before: number): number {
  return Math.abs(slope) > 2 * Math.abs(before) && before !== 0 ? slope * Number.POSITIVE_INFINITY : slope;
}
