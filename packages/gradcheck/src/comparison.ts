import type { Entry, InputReport, Kink } from "./report.js";

/** What a method finds for one input; the hint and the names are added to it. */
export interface Comparison extends Pick<InputReport, "maxRelError" | "worst" | "kinks" | "verdict"> {
  /** Jacobians, output by input element, where they are known in full. */
  readonly jacobian?: { readonly gradient: Float64Array; readonly numeric: Float64Array };
}

const severities = ["right", "undecided", "wrong"] as const;
type Severity = (typeof severities)[number];

/** Collects entries and keeps the worst: any wrong one before all others, then by relative error. */
export class Tally {
  readonly kinks: Kink[] = [];
  #worst: Entry | undefined;
  #verdict: Severity = "right";

  add(verdict: Severity, entry: Entry): void {
    const more = severities.indexOf(verdict) - severities.indexOf(this.#verdict);
    if (more < 0) return;
    if (more > 0 || this.#worst === undefined || entry.relError > this.#worst.relError) this.#worst = entry;
    this.#verdict = verdict;
  }

  result(): Comparison {
    return {
      verdict: this.#verdict,
      worst: this.#worst,
      maxRelError: this.#worst?.relError ?? 0,
      kinks: this.kinks,
    };
  }
}
