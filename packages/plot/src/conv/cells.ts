import type { Defs } from "../defs.js";
import { type Attributes, tag, translate } from "../svg.js";
import type { Cell, Grid } from "./grid.js";
import { digitSize, shown } from "./numbers.js";
import type { Brush } from "./paint.js";
import { cellSize, type Stage, tiltOf } from "./stage.js";

const square = { width: cellSize, height: cellSize };
// Half a dash at each corner, a whole number of periods a side: neighbours' outlines coincide.
const dashed = { "stroke-dasharray": "4 4", "stroke-dashoffset": 2 };
const dotted = { "stroke-dasharray": "2 2", "stroke-dashoffset": 1 };

/** One cell's square: fill, outline, and the sign that says its kind without colour. */
export function cellSquare(kind: Cell["kind"], side: Grid["side"], { defs, palette }: Brush): string {
  const own = { fill: palette[side], stroke: palette.onFill };
  switch (kind) {
    case "value":
      return tag("rect", { ...square, ...own });
    case "inserted":
      return tag("rect", { ...square, fill: palette.inserted, stroke: palette.onFill, ...dotted });
    case "padding":
      return tag("rect", {
        ...square,
        fill: "none",
        stroke: palette.faint,
        class: defs.className("thin"),
        ...dashed,
      });
    case "alpha":
      return (
        tag("rect", { ...square, fill: palette.alpha, stroke: palette.onFill, ...dashed }) +
        tag("path", {
          d: "M0 8L8 0M0 16L16 0M0 24L24 0M0 32L32 0M8 32L32 8M16 32L32 16M24 32L32 24",
          stroke: palette.onFill,
          "stroke-opacity": 0.35,
        })
      );
    case "cropped":
      return (
        tag("rect", { ...square, ...own, "fill-opacity": 0.45, ...dashed }) +
        tag("path", { d: "M3 3L29 29M29 3L3 29", stroke: palette.onFill, "stroke-opacity": 0.6 })
      );
  }
}

/** Grey dots along the edge of a cell that no window reads; the number in the middle stays free. */
export function unreadDots({ defs, palette }: Brush): string {
  const dots = [5, 16, 27]
    .flatMap((x) => [5, 16, 27].map((y) => [x, y]))
    .filter(([x, y]) => x !== 16 || y !== 16);
  return tag("path", {
    d: dots.map(([x, y]) => `M${x} ${y}h0`).join(""),
    stroke: palette.faint,
    "stroke-width": 3,
    "stroke-linecap": "round",
    class: defs.className("thin"),
  });
}

/** A number in a cell at x, y: just above the middle, so that a weight fits below it. */
export function cellNumber(
  defs: Defs,
  value: number,
  x: number,
  y: number,
  attributes: Attributes = {},
): string {
  const text = shown(value);
  const size = digitSize(text);
  return defs.use(defs.text(text, 16, 14.5 + size * 0.365, { size, anchor: "middle" }), x, y, attributes);
}

/** The squares of one map with what can be read back from them: position, kind and value. */
export function mapSquares(
  stage: Stage,
  grid: Grid,
  index: number,
  brush: Brush,
  covered: ReadonlySet<number>,
): string {
  const { x, y } = stage.map(grid.side, index);
  const dots = unreadDots(brush);
  const cells = grid.cells.map((cell, i) => {
    const at = stage.offset(grid.side, cell);
    const data = {
      "data-at": cell.at.join(","),
      "data-value": String(cell.value + 0),
      "data-kind": cell.kind,
      "data-covered": covered.has(i),
      "data-unread": cell.unread,
    };
    const square = cellSquare(cell.kind, grid.side, brush) + (cell.unread ? dots : "");
    return brush.defs.use(square, at.x, at.y, data);
  });
  const data = { "data-part": grid.side, "data-shape": grid.shape.join(","), "data-channel": grid.channel };
  return tag("g", { ...data, transform: translate(x, y) + tiltOf(stage) }, ...cells);
}
