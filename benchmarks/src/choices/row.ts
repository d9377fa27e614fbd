import type { Machine } from "../machine.js";

/** "resident": operands in memory and weights prepared, as in a compiled network; "eager": a call on arrays. */
export type Way = "resident" | "eager";

/** A convolution, and its gradients with respect to input and weight. */
export type MapName = "output" | "inputGrad" | "weightGrad";

/** One algorithm for one layer: what it is predicted, in multiply-adds of the definition's loop, and takes, in ms. */
export interface Candidate {
  readonly algorithm: string;
  /** Why it cannot be used. */
  readonly against?: string;
  readonly predicted: { readonly [way in Way]?: number };
  readonly time: { readonly [way in Way]?: number };
}

/** What the plan chose for one map of a layer, and how every algorithm did. */
export interface ChoiceRow {
  readonly name: string;
  readonly map: MapName;
  /** How often each network has it. */
  readonly uses: Readonly<Record<string, number>>;
  readonly macs: number;
  readonly chosen: Readonly<Record<Way, string>>;
  readonly candidates: readonly Candidate[];
}

export interface Choices {
  readonly date: string;
  readonly machine: Machine;
  readonly rows: readonly ChoiceRow[];
}

/** A difference within this factor is noise. */
const noise = 1.05;

export const candidate = ({ candidates }: ChoiceRow, algorithm: string): Candidate | undefined =>
  candidates.find((one) => one.algorithm === algorithm);

/** The fastest algorithm and by what factor, where it is not the chosen one. */
export function missed(row: ChoiceRow, way: Way): { algorithm: string; factor: number } | undefined {
  const own = candidate(row, row.chosen[way])?.time[way];
  const timed = row.candidates.filter(({ time }) => time[way] !== undefined);
  if (own === undefined || timed.length === 0) return undefined;
  const { algorithm, time } = timed.reduce((best, one) => (one.time[way]! < best.time[way]! ? one : best));
  const factor = own / time[way]!;
  return factor > noise ? { algorithm, factor } : undefined;
}

/** Milliseconds that a predicted multiply-add takes on the machine of these rows; the median over all choices. */
export function unitOf(rows: readonly ChoiceRow[], way: Way): number | undefined {
  const units = rows.flatMap((row): number[] => {
    const { predicted, time } = candidate(row, row.chosen[way]) ?? { predicted: {}, time: {} };
    return predicted[way] && time[way] ? [time[way] / predicted[way]] : [];
  });
  return units.sort((a, b) => a - b)[Math.floor(units.length / 2)];
}
