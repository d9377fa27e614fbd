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
  readonly #rtol: number;
  #worst: Entry | undefined;
  #verdict: Severity = "right";
  #largest = 0;
  #gap = 0;

  constructor(rtol: number) {
    this.#rtol = rtol;
  }

  add(verdict: Severity, entry: Entry): void {
    this.#largest = Math.max(this.#largest, Math.abs(entry.numeric));
    if (verdict === "undecided") this.#gap = Math.max(this.#gap, Math.abs(entry.gradient - entry.numeric));
    const more = severities.indexOf(verdict) - severities.indexOf(this.#verdict);
    if (more < 0) return;
    if (more > 0 || this.#worst === undefined || entry.relError > this.#worst.relError) this.#worst = entry;
    this.#verdict = verdict;
  }

  result(): Comparison {
    const { kinks } = this;
    // What is too inexact to judge, but small beside the gradient as a whole, does not matter.
    const relError = this.#gap / this.#largest;
    if (this.#verdict === "undecided" && relError <= this.#rtol) {
      const worst = { ...(this.#worst as Entry), relError };
      return { verdict: "right", worst, maxRelError: relError, kinks };
    }
    return { verdict: this.#verdict, worst: this.#worst, maxRelError: this.#worst?.relError ?? 0, kinks };
  }
}
