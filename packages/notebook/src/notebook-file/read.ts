import { readFileSync } from "node:fs";
import { FormatError } from "@convkit/tensor";
import { joinLines } from "./multiline.js";
import type { Cell, Notebook, Output } from "./notebook.js";

/**
 * Reads a notebook file of nbformat 4.
 * @throws FormatError if the file is no notebook, or one of another version
 * @example readNotebook("notebooks/01-convolution.ipynb").cells.length
 */
export function readNotebook(path: string): Notebook {
  return parseNotebook(readFileSync(path, "utf8"), path);
}

/**
 * Reads the text of a notebook file; `path` is for messages.
 * @throws FormatError as `readNotebook`
 * @example parseNotebook('{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}', "empty.ipynb").cells // []
 */
export function parseNotebook(text: string, path: string): Notebook {
  const notebook = parse(text, path);
  if (notebook?.nbformat !== 4 || !Array.isArray(notebook.cells)) {
    throw new FormatError({
      operation: "readNotebook",
      argument: path,
      found: `has nbformat ${notebook?.nbformat}`,
      expected: "must be a notebook of nbformat 4",
      fix: "open and save it in Jupyter",
    });
  }
  return { ...(notebook as Notebook), cells: notebook.cells.map(joinCell) };
}

function parse(text: string, path: string): Partial<Notebook> | undefined {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError({
      operation: "readNotebook",
      argument: path,
      found: `is not JSON (${(error as Error).message})`,
      expected: "must be a notebook of nbformat 4",
    });
  }
}

function joinCell(cell: Cell): Cell {
  const joined = { ...cell, metadata: cell.metadata ?? {}, source: joinLines(cell.source) as string };
  if (cell.cell_type === "code") joined.outputs = (cell.outputs ?? []).map(joinOutput);
  return joined;
}

function joinOutput(output: Output): Output {
  if (output.output_type === "stream") return { ...output, text: joinLines(output.text) as string };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([mime, value]) => [mime, joinLines(value)]);
  return { ...output, data: Object.fromEntries(data) };
}
