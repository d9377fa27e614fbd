import { alternating } from "./pack.js";
import { panels, tileColumns } from "./sizes.js";

/** Whether the eight columns from `first` on exist and are `step` apart. */
function isRun(columns: Int32Array, first: number, step: number): boolean {
  if (first + tileColumns > columns.length) return false;
  for (let i = 1; i < tileColumns; i++) if (columns[first + i] !== columns[first] + i * step) return false;
  return true;
}

/** For each panel of columns 1 where they are neighbours, else 0. */
export const panelRuns = (columns: Int32Array): Int32Array =>
  Int32Array.from({ length: panels(columns.length) }, (_, i) => Number(isRun(columns, tileColumns * i, 1)));

/** For each panel the number of panels from it on whose columns are all neighbours; or `alternating`; or 0. */
export function packingRuns(columns: Int32Array): Int32Array {
  const runs = panelRuns(columns);
  for (let i = runs.length - 1; i >= 0; i--) {
    const first = tileColumns * i;
    if (runs[i] === 0) runs[i] = isRun(columns, first, 2) ? alternating : 0;
    else if (runs[i + 1] >= 1 && runs[i + 1] < alternating)
      runs[i] += columns[first + tileColumns] === columns[first] + tileColumns ? runs[i + 1] : 0;
  }
  return runs;
}
