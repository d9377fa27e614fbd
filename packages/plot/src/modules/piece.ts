import type { Brush } from "../conv/paint.js";
import { tag, translate } from "../svg.js";
import { textWidth } from "../text/layout.js";

/** A part of a picture, from its top left corner. */
export interface Piece {
  markup: string;
  width: number;
  height: number;
}

export function at({ markup }: Piece, x: number, y: number): string {
  return markup && tag("g", { transform: translate(x, y) }, markup);
}

/** Side by side, middles level. */
export function row(gap: number, ...pieces: Piece[]): Piece {
  const height = Math.max(...pieces.map((piece) => piece.height));
  let x = -gap;
  const markup = pieces.map((piece) => {
    x += gap;
    const placed = at(piece, x, (height - piece.height) / 2);
    x += piece.width;
    return placed;
  });
  return { markup: markup.join(""), width: x, height };
}

/** Below one another, centred. */
export function column(gap: number, ...pieces: Piece[]): Piece {
  const width = Math.max(...pieces.map((piece) => piece.width));
  let y = -gap;
  const markup = pieces.map((piece) => {
    y += gap;
    const placed = at(piece, (width - piece.width) / 2, y);
    y += piece.height;
    return placed;
  });
  return { markup: markup.join(""), width, height: y };
}

/** A line of text. */
export function words({ defs }: Brush, text: string, size = 13): Piece {
  const width = textWidth(text, size);
  return { markup: defs.text(text, 0, size, { size }), width, height: Math.ceil(size * 1.25) };
}

/** An arrow to the right with words over and under it. */
export function arrow(brush: Brush, over = "", under = ""): Piece {
  const { defs, palette } = brush;
  const size = 12;
  const width = Math.max(44, textWidth(over, size) + 8, textWidth(under, size) + 8);
  const line = tag("path", {
    d: `M0 28H${width}m-8 -5l8 5l-8 5`,
    fill: "none",
    stroke: palette.ink,
    class: defs.className("line"),
    "stroke-width": 2,
  });
  const text = (word: string, y: number) => word && defs.text(word, width / 2, y, { size, anchor: "middle" });
  return { markup: line + text(over, 18) + text(under, 46), width, height: 56 };
}

/** Some of many: all of them, or the first ones and the last with a gap between. */
export function someOf(count: number, most: number): (number | "…")[] {
  if (count <= most) return Array.from({ length: count }, (_, i) => i);
  return [...Array.from({ length: most - 1 }, (_, i) => i), "…", count - 1];
}
