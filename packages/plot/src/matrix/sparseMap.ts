import { sizeOf } from "@convkit/tensor";
import { unflatten } from "../conv/grid.js";
import type { Brush } from "../conv/paint.js";
import { tag } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { indexed, shortened } from "./names.js";
import type { Sparse } from "./sparse.js";

/** How the cells of a matrix are drawn. */
export interface CellStyle {
  width: number;
  height: number;
  /** Text in the cells; without it, colours only. */
  labelled: boolean;
  name(weight: number): string;
  colour(weight: number): string;
  /** Position of a weight in its kernel, with channels where there are several. */
  place(weight: number): readonly number[];
}

/** One side of a matrix: whose elements its rows or columns are. */
export interface Side {
  symbol: "x" | "y";
  /** [channels, …sizes] */
  shape: readonly number[];
}

const labelSize = 13;

/** The name of a side's element: its channel only where there are several. */
function nameOf({ symbol, shape }: Side, index: number): string {
  return indexed(symbol, shortened(unflatten(index, shape), shape));
}

/** Width of the names left of a matrix whose rows are this side; those of the last element are as wide as any. */
export function namesWidth(side: Side): number {
  return 8 + textWidth(nameOf(side, sizeOf(side.shape) - 1), labelSize);
}

/** A weight's cell: its colour and, where cells have text, its name. */
export function weightPiece({ defs, palette }: Brush, style: CellStyle, weight: number): string {
  const { width, height } = style;
  const square = tag("rect", { width, height, fill: style.colour(weight) });
  if (!style.labelled) return square;
  const text = { size: labelSize, anchor: "middle", fill: palette.onFill } as const;
  return square + defs.text(style.name(weight), width / 2, height / 2 + 4, text);
}

/** The matrix at its own origin, the corner of its cells; names of rows and columns stand left of it and above. */
export function sparseMap(
  brush: Brush,
  name: string,
  sparse: Sparse,
  sides: { rows: Side; columns: Side },
  style: CellStyle,
): string {
  const { defs, palette } = brush;
  const { width, height, labelled } = style;
  const { rows, columns, entries } = sparse;
  const extent = { width: columns * width, height: rows * height };
  const taken = new Set(entries.map(({ row, column }) => row * columns + column));

  const cells = entries.map(({ row, column, weight, value }) => {
    const tied = `${sides.rows.symbol}${row} ${sides.columns.symbol}${column}`;
    return defs.use(weightPiece(brush, style, weight), column * width, row * height, {
      "data-at": `${row},${column}`,
      "data-value": String(value + 0),
      "data-kind": "weight",
      class: labelled && tied,
      "data-weight": style.place(weight).join(","),
    });
  });

  const zero = defs.text("0", width / 2, height / 2 + 4, { size: 11, anchor: "middle", fill: palette.faint });
  let zeros = "";
  for (let i = 0; labelled && i < rows * columns; i++)
    if (!taken.has(i)) zeros += defs.use(zero, (i % columns) * width, Math.floor(i / columns) * height);

  const faint = { stroke: palette.faint, class: defs.className("thin"), fill: "none" };
  const grid = labelled
    ? tag("path", { d: lines(rows, columns, 1, 1, style), ...faint, "stroke-opacity": 0.35 })
    : "";
  const strong = { stroke: palette.ink, class: defs.className("line"), fill: "none" };
  const rules = tag("path", {
    d: lines(rows, columns, lastOf(sides.rows), lastOf(sides.columns), style),
    ...strong,
    "stroke-width": labelled ? 1.5 : 1,
    "stroke-opacity": labelled ? 1 : 0.4,
  });
  const frame = tag("rect", { ...extent, ...strong, "stroke-width": 2 });
  const part = { "data-part": name, "data-shape": `${rows},${columns}` };
  return (
    tag("g", part, ...cells) +
    zeros +
    grid +
    rules +
    frame +
    (labelled ? names(brush, sparse, sides, style) : "")
  );
}

/** A rule is due after every row of a map. */
function lastOf({ shape }: Side): number {
  return shape[shape.length - 1];
}

function lines(
  rows: number,
  columns: number,
  everyRow: number,
  everyColumn: number,
  { width, height }: CellStyle,
): string {
  let d = "";
  for (let c = everyColumn; c < columns; c += everyColumn) d += `M${c * width} 0v${rows * height}`;
  for (let r = everyRow; r < rows; r += everyRow) d += `M0 ${r * height}h${columns * width}`;
  return d;
}

function names(
  { defs }: Brush,
  { rows, columns }: Sparse,
  sides: { rows: Side; columns: Side },
  style: CellStyle,
): string {
  const { width, height } = style;
  const put = (side: Side, index: number, x: number, y: number) =>
    defs.use(defs.text(nameOf(side, index), 0, 0, { size: labelSize, anchor: "middle" }), x, y, {
      class: side.symbol + String(index),
    });
  const middle = -namesWidth(sides.rows) / 2 - 2;
  const left = Array.from({ length: rows }, (_, r) => put(sides.rows, r, middle, (r + 0.5) * height + 4));
  const above = Array.from({ length: columns }, (_, c) => put(sides.columns, c, (c + 0.5) * width, -8));
  return left.join("") + above.join("");
}

/**
 * Under the pointer, an entry's row and column stand out in both matrices with the names of their output and input;
 * so do the entries of a name.
 */
export function hoverStyle(prefix: string, { rows, columns }: { rows: Side; columns: Side }): string {
  const rules = [rows, columns].flatMap(({ symbol, shape }) =>
    Array.from(
      { length: sizeOf(shape) },
      (_, i) => `#${prefix}:has(.${symbol}${i}:hover) .${symbol}${i}{opacity:1}`,
    ),
  );
  // With :where the first rule weighs less than those after it.
  const faded = "use:where([class])";
  return [`#${prefix}:has(${faded}:hover) ${faded}{opacity:.3}`, ...rules].join("");
}
