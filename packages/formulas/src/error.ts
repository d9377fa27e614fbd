/** A call that cannot be answered: an unknown formula or symbol, a missing value, or one that is no number. */
export class FormulaError extends Error {
  override readonly name: string = "FormulaError";
  readonly formula: string;
  readonly symbol: string | undefined;
  readonly value: unknown;
  readonly expected: string;

  constructor(fault: { formula: string; symbol?: string; value?: unknown; expected: string; text: string }) {
    super(`${fault.formula}: ${fault.text}`);
    this.formula = fault.formula;
    this.symbol = fault.symbol;
    this.value = fault.value;
    this.expected = fault.expected;
  }
}

/** " (did you mean x?)" for the nearest known name, or "" if none is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits)[0];
  return near && near.edits <= name.length / 2 ? ` (did you mean ${near.candidate}?)` : "";
}

/** Levenshtein distance, one row of the table at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
