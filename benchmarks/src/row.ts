import type { Pass } from "./peer.js";

/** What one library did: its speed in GFLOP/s and error, or why there is none. */
export interface Cell {
  readonly speed?: number;
  /** Milliseconds of one run. */
  readonly time?: number;
  /** Largest difference from float64, as a share of the largest value. */
  readonly error?: number;
  readonly why?: string;
}

/** One layer or network, pass and number of threads. */
export interface Row {
  readonly name: string;
  readonly kind: "layer" | "network";
  readonly pass: Pass;
  readonly threads: number;
  readonly cells: Readonly<Record<string, Cell>>;
}
