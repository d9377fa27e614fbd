import { type Factors, transposed } from "../maps.js";
import type { Walk } from "../walk.js";
import { tileColumns } from "./tile.js";

/**
 * Estimated machine cycles with a read in place and b packed: tiles at a multiply-add of eight columns a
 * cycle (short ones wait for their own sums); packing at an element a cycle, eight where they are neighbours; half a cycle where a row of a jumps
 * to another page of memory; tables, and two calls for each panel.
 * @param packed b is packed already
 */
export function productCost({ a, b }: Factors, packed = false): number {
  const [rows, depth, columns] = [a.outer.count, b.outer.count, panels(b.inner.count)];
  const packing = packed ? 0 : depth * tileColumns * columns * (1 - 0.875 * runShare(b.inner));
  return (
    depth * Math.max(rows, 4) * columns +
    packing +
    0.5 * a.inner.far * depth * rows +
    12 * (rows + depth + columns)
  );
}

/** c = a · b or its transpose: whichever costs less, if a `constant` a is packed ahead. `turned` says which. */
export function oriented(factors: Factors, constant = false): Factors & { readonly turned: boolean } {
  const { a, b, c } = factors;
  const turned = { a: transposed(b), b: transposed(a), c: transposed(c) };
  return productCost(factors) <= productCost(turned, constant)
    ? { ...factors, turned: false }
    : { ...turned, turned: true };
}

/** Panels of eight columns. */
export const panels = (columns: number): number => Math.ceil(columns / tileColumns);

/** Share of panels whose columns are neighbours. */
function runShare({ run, count }: Walk): number {
  if (run >= count || run % tileColumns === 0) return 1;
  return Math.max(0, 1 - (tileColumns - 1) / run);
}
