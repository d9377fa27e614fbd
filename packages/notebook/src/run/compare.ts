import { isDeepStrictEqual } from "node:util";
import { structuredPatch } from "diff";
import { hasTag, type Notebook, type Output } from "../notebook-file/notebook.js";
import type { Failure } from "./failure.js";
import { readable } from "./readable.js";
import { firstLine } from "./session.js";

/**
 * Where the outputs of a run differ from the stored ones, as one failure a cell. Cells tagged `measured` (times,
 * memory, training) may differ.
 */
export function compareOutputs(stored: Notebook, executed: Notebook): Failure[] {
  return stored.cells.flatMap((cell, index) => {
    const now = executed.cells[index];
    if (cell.cell_type !== "code" || hasTag(cell, "measured")) return [];
    const before = cell.outputs ?? [];
    const after = now.outputs ?? [];
    if (isDeepStrictEqual(before, after)) return [];
    return [
      {
        cell: now.execution_count ?? index + 1,
        source: firstLine(cell),
        name: "Output changed",
        message: "it differs from the stored one; if it is right now, `convkit run --write` stores it",
        details: difference(before, after),
      },
    ];
  });
}

const context = 2;
const linesShown = 40;
const widthShown = 160;

/** Unified difference of the outputs as text. */
function difference(before: readonly Output[], after: readonly Output[]): string[] {
  const [old, new_] = [before, after].map((outputs) =>
    outputs.map((output) => `${readable(output)}\n`).join(""),
  );
  const { hunks } = structuredPatch("stored", "now", old, new_, "", "", { context });
  const lines = hunks.flatMap(({ oldStart, lines }) => [`@@ line ${oldStart} @@`, ...lines]);
  if (lines.length === 0) return ["(only in metadata)"];
  const shown = lines.slice(0, linesShown).map(clip);
  const rest = lines.length - shown.length;
  return ["--- stored", "+++ now", ...shown, ...(rest > 0 ? [`… ${rest} more lines`] : [])];
}

function clip(line: string): string {
  return line.length > widthShown ? `${line.slice(0, widthShown)}…` : line;
}
