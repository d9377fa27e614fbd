import { writeWhole } from "../files/write-whole.js";
import { isMultiline, splitLines } from "./multiline.js";
import type { Cell, Notebook, Output } from "./notebook.js";

/**
 * Writes a notebook file, whole or not at all, byte for byte as Python's nbformat writes it.
 * @example writeNotebook("copy.ipynb", readNotebook("notebooks/01-convolution.ipynb"));
 */
export function writeNotebook(path: string, notebook: Notebook): void {
  writeWhole(path, formatNotebook(notebook));
}

/**
 * The text of a notebook file: sorted keys, indent 1, texts split into lines, a final newline.
 * @example formatNotebook({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }) // '{\n "cells": [],\n …'
 */
export function formatNotebook(notebook: Notebook): string {
  return `${format({ ...notebook, cells: notebook.cells.map(splitCell) }, "\n")}\n`;
}

function splitCell(cell: Cell): object {
  const split = { ...cell, source: splitLines(cell.source) };
  return cell.outputs ? { ...split, outputs: cell.outputs.map(splitOutput) } : split;
}

function splitOutput(output: Output): object {
  if (output.output_type === "stream") return { ...output, text: splitLines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.entries(output.data).map(([mime, value]) => [
    mime,
    isMultiline(mime) && typeof value === "string" ? splitLines(value) : value,
  ]);
  return { ...output, data: Object.fromEntries(data) };
}

/** JSON as Python's `json.dumps(value, sort_keys=True, indent=1)` lays it out; `break_` is newline and indent. */
function format(value: unknown, break_: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${break_} `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[${inner}${value.map((item) => format(item ?? null, inner)).join(`,${inner}`)}${break_}]`;
  }
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([name, item]) => `${JSON.stringify(name)}: ${format(item, inner)}`);
  return entries.length === 0 ? "{}" : `{${inner}${entries.join(`,${inner}`)}${break_}}`;
}

/** Python orders by code point, JavaScript by UTF-16 unit; UTF-8 bytes are in code point order. */
function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
