import { type Factors, transposed } from "../maps.js";
import type { Walk } from "../walk.js";
import { blockDepth, panels, tileColumns } from "./sizes.js";

/** What a tile takes beside its depth, in steps of k: loads and stores of C, at once or one by one. */
const storing = { neighbours: 2, apart: 7 };
/** Cycles for each element packed. */
const packing = { neighbours: 0.15, alternating: 0.3, apart: 1 };

/**
 * Estimated machine cycles with a read in place and b packed: tiles at a multiply-add of eight columns a cycle (short
 * ones wait for their own sums), a little more where a is read through a table; packing; half a cycle where a row of a
 * jumps to another page of memory; tables, and two calls for each panel.
 * @param packed b is packed already
 */
export function productCost({ a, b, c }: Factors, packed = false): number {
  const [rows, depth, columns] = [a.outer.count, b.outer.count, panels(b.inner.count)];
  const passes = Math.ceil(depth / blockDepth);
  const stored = runShare(c.inner);
  const steps = depth + passes * (stored * storing.neighbours + (1 - stored) * storing.apart);
  const laidOut = gathers({ a, rows, depth, panels: columns });
  const walking = a.inner.run >= depth || laidOut ? 1 : 1.07;
  const share = runShare(b.inner);
  const each =
    share > 0 || b.inner.step !== 2
      ? share * packing.neighbours + (1 - share) * packing.apart
      : packing.alternating + (packing.apart * (tileColumns - 1)) / Math.max(tileColumns, b.inner.row);
  return (
    walking * steps * Math.max(rows, 4) * columns +
    (packed ? 0 : each * depth * tileColumns * columns) +
    (laidOut ? 2 : 0.5 * a.inner.far) * depth * rows +
    12 * (rows + depth + columns)
  );
}

/**
 * Whether rows of a that are read through a table are laid out in sequence before: many panels pass over them, so the
 * copy costs less than it saves (1×1 512→2048 @7²: 49 → 55 GFLOP/s; input gradient of 1×1 256→64 @56²: 43 → 52).
 */
export const gathers = ({
  a,
  rows,
  depth,
  panels: count,
}: Pick<Factors, "a"> & { rows: number; depth: number; panels: number }): boolean =>
  a.inner.run < depth && count >= 64 && 4 * rows * depth <= 2 ** 20;

/** c = a · b or its transpose: whichever costs less, if a `constant` a is packed ahead. `turned` says which. */
export function oriented(factors: Factors, constant = false): Factors & { readonly turned: boolean } {
  const { a, b, c } = factors;
  const turned = { a: transposed(b), b: transposed(a), c: transposed(c) };
  return productCost(factors) <= productCost(turned, constant)
    ? { ...factors, turned: false }
    : { ...turned, turned: true };
}

/** Share of panels whose columns are neighbours. */
function runShare({ run, count }: Walk): number {
  if (run >= count || run % tileColumns === 0) return 1;
  return Math.max(0, 1 - (tileColumns - 1) / run);
}
