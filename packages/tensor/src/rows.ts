import type { Layout } from "@convkit/kernels";
import type { Data } from "./dtype.js";

/**
 * Calls `visit` for each row of a broadcast's result: its elements from `begin` to `end`, where each operand begins, and
 * whether it goes on from there by 1 or stands still.
 */
export function eachRow(
  { rows, length, sources }: Layout,
  visit: (begin: number, end: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  const steps = sources.map(({ kind }) => (kind === "number" ? 0 : 1));
  const tables = sources.map(({ kind, starts }) => (kind === "whole" ? undefined : starts()));
  const starts = sources.map(() => 0); // one list for all rows, which may be short and many
  for (let row = 0; row < rows; row++) {
    const begin = row * length;
    for (let i = 0; i < starts.length; i++) starts[i] = tables[i]?.[row] ?? begin;
    visit(begin, begin + length, starts, steps);
  }
}

/** Adds up, in float64, the elements of x that broadcasting would have copied from each of `size` elements. */
export function rowSums(layout: Layout, x: Data, size: number): Float64Array {
  const sums = new Float64Array(size);
  eachRow(layout, (begin, end, [start], [step]) => {
    if (step === 0) sums[start] += sumOf(x, begin, end);
    else for (let k = begin, i = start; k < end; k++, i++) sums[i] += x[k];
  });
  return sums;
}

/** Σ x[i] for i from `begin` to `end`, in float64: four sums at once, since one would wait for itself. */
export function sumOf(x: Data, begin: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const whole = end - ((end - begin) % 4);
  for (let i = begin; i < whole; i += 4) {
    a += x[i];
    b += x[i + 1];
    c += x[i + 2];
    d += x[i + 3];
  }
  for (let i = whole; i < end; i++) a += x[i];
  return a + b + (c + d);
}
