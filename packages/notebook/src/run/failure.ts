import { stripVTControlCharacters } from "node:util";

/** Why a notebook failed, as data; `describeFailure` makes the text. */
export interface Failure {
  /** The cell's number: the execution count that Jupyter shows beside it. Absent if no cell is at fault. */
  cell?: number;
  /** The line in the cell, from 1, and its text. */
  line?: number;
  source?: string;
  /** The error's name, or what happened, e.g. `RangeError`, `Timeout`, `Kernel died`, `Late output`. */
  name: string;
  message: string;
  /** More lines to show: a stack, a difference, the last words of the kernel. */
  details?: string[];
}

/**
 * A failure as lines of text, without colours: where, the source line, name and message, details.
 * @example
 * describeFailure("a.ipynb", { cell: 3, name: "Kernel died", message: "it exited with code 3" });
 * // a.ipynb, cell 3
 * //   Kernel died: it exited with code 3
 */
export function describeFailure(notebook: string, failure: Failure): string {
  const { cell, line, source, name, message, details = [] } = failure;
  const place = [notebook, cell && `cell ${cell}`, line && `line ${line}`].filter(Boolean).join(", ");
  const indented = [`${name}: ${message}`, ...details].flatMap((text) => text.split("\n"));
  const lines = [place, ...(source ? [`  > ${source.trim()}`] : []), ...indented.map((text) => `  ${text}`)];
  return stripVTControlCharacters(lines.map((text) => text.trimEnd()).join("\n"));
}
