import { escapeHtml } from "./escape.js";
import type { Display } from "./mime.js";
import { numberFormat } from "./numbers.js";
import { print } from "./text.js";

type Row = Record<string, unknown>;
const mostRows = 200;

/** An array of plain objects: one row each, the keys as columns, in the order they first appear. */
export const tableDisplay: Display<Row[]> = {
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(isRow),
  bundle(rows, { digits }) {
    const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].map((name) =>
      column(name, rows, digits),
    );
    const more = rows.length - mostRows;
    const note = more > 0 ? `… ${more} more rows` : "";
    const shown = Array.from({ length: Math.min(rows.length, mostRows) }, (_, r) => r);
    const head = columns
      .map((c) => `<th align="${c.numeric ? "right" : "left"}">${escapeHtml(c.name)}</th>`)
      .join("");
    const body = shown.map((r) => `<tr>${columns.map((c) => htmlCell(c, r)).join("")}</tr>`).join("");
    const lines = [undefined, ...shown].map((r) =>
      columns
        .map((c) => plainCell(c, r))
        .join("  ")
        .trimEnd(),
    );
    return {
      "text/html": `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${note && `<p>${note}</p>`}`,
      "text/plain": [...lines, ...(note ? [note] : [])].join("\n"),
    };
  },
};

interface Column {
  name: string;
  numeric: boolean;
  cells: string[];
  width: number;
}

function column(name: string, rows: Row[], digits?: number): Column {
  const values = rows.map((row) => row[name]);
  const numbers = values.filter((value) => typeof value === "number");
  const format = numberFormat(numbers, digits);
  const cells = values.map((value) => {
    if (value === undefined || value === null) return "";
    if (typeof value === "number") return format(value);
    return typeof value === "string" ? value : print(value);
  });
  const numeric = numbers.length > 0 && values.every((value) => value == null || typeof value === "number");
  return { name, numeric, cells, width: Math.max(name.length, ...cells.map((cell) => cell.length)) };
}

const htmlCell = ({ numeric, cells }: Column, r: number): string =>
  `<td align="${numeric ? "right" : "left"}">${escapeHtml(cells[r])}</td>`;

function plainCell({ name, numeric, cells, width }: Column, r: number | undefined): string {
  const text = r === undefined ? name : cells[r];
  return numeric ? text.padStart(width) : text.padEnd(width);
}

/** A plain object, of this realm or of a notebook cell's, whose values are cells and not structures. */
function isRow(value: unknown): value is Row {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return Object.keys(value).length > 0 && Object.values(value).every((item) => typeof item !== "function");
}
