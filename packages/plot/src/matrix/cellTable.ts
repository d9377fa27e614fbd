import { cellNumber, cellSquare } from "../conv/cells.js";
import type { Side } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import { cellSize } from "../conv/stage.js";
import { tag } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { outlineStyle } from "./map.js";

export interface TableCell {
  value: number;
  kind: "value" | "padding" | "weight";
  outlined?: boolean;
}

/** A matrix of numbers; cells that are not there stay empty. */
export interface Table {
  part: string;
  rows: number;
  columns: number;
  side: Side | "kernel";
  at(row: number, column: number): TableCell | undefined;
  names: { rows: readonly string[]; columns: readonly string[] };
}

const mostNumbered = 40;
const nameSize = 13;

/** Drawn from the corner of its cells; names reach `left` of it and above. Wide tables have small cells, no numbers. */
export function cellTable(
  brush: Brush,
  table: Table,
): { markup: string; width: number; height: number; left: number } {
  const { defs, palette } = brush;
  const { part, rows, columns, side, names } = table;
  const numbered = Math.max(rows, columns) <= mostNumbered;
  const size = numbered ? cellSize : 8;
  let squares = "";
  let numbers = "";
  let outlines = "";
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const cell = table.at(r, c);
      if (cell === undefined) continue;
      const [x, y] = [c * size, r * size];
      squares += defs.use(square(brush, cell, side, size), x, y, {
        "data-at": `${r},${c}`,
        "data-value": String(cell.value + 0),
        "data-kind": cell.kind,
        "data-copy": cell.outlined ?? false,
      });
      if (numbered) numbers += cellNumber(defs, cell.value, x, y);
      if (cell.outlined)
        outlines += defs.use(tag("rect", { width: size, height: size, ...outlineStyle(brush) }), x, y);
    }
  const left = numbered ? 8 + Math.max(...names.rows.map((name) => textWidth(name, nameSize))) : 0;
  const words = numbered
    ? names.rows
        .map(
          (name, r) => name && defs.text(name, -7, (r + 0.5) * size + 4, { size: nameSize, anchor: "end" }),
        )
        .join("") +
      names.columns
        .map((name, c) => name && defs.text(name, (c + 0.5) * size, -8, { size: nameSize, anchor: "middle" }))
        .join("")
    : "";
  const data = { "data-part": part, "data-shape": `${rows},${columns}` };
  const markup = tag("g", data, squares) + tag("g", { fill: palette.onFill }, numbers) + outlines + words;
  return { markup, width: columns * size, height: rows * size, left };
}

function square(brush: Brush, { kind }: TableCell, side: Table["side"], size: number): string {
  const { palette, defs } = brush;
  if (kind === "weight" || side === "kernel") {
    // As the kernel lies over a cell: its blue at 40 %, on white.
    return (
      tag("rect", { width: size, height: size, fill: "#FFFFFF" }) +
      tag("rect", {
        width: size,
        height: size,
        fill: palette.kernel,
        "fill-opacity": 0.4,
        stroke: palette.onFill,
      })
    );
  }
  if (size === cellSize) return cellSquare(kind, side, brush);
  const edge = { width: size, height: size, "stroke-width": 0.5 };
  return kind === "value"
    ? tag("rect", { ...edge, fill: palette[side], stroke: palette.onFill })
    : tag("rect", {
        ...edge,
        fill: "none",
        stroke: palette.faint,
        class: defs.className("thin"),
        "stroke-dasharray": "2 2",
      });
}
