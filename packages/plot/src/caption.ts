import { lineCount, paragraph } from "./conv/lines.js";
import type { Defs } from "./defs.js";
import { tag, translate } from "./svg.js";
import { textWidth } from "./text/layout.js";

const set = { size: 14, leading: 22, fractions: 38 };
const widest = 560; // wider ones break

/** How wide a drawing must be for its caption: as the caption is, up to a limit. */
export function captionWidth(paragraphs: readonly (readonly string[])[]): number {
  return Math.min(Math.max(...paragraphs.map((pieces) => textWidth(pieces.join(""), set.size))), widest);
}

/** Paragraphs below a drawing, the first baseline at `y`; each is a list of pieces that stay whole. */
export function captionAt(
  defs: Defs,
  paragraphs: readonly (readonly string[])[],
  y: number,
  width: number,
): { markup: string; height: number } {
  let below = y;
  const lines = paragraphs.map((pieces) => {
    const fractions = pieces.some((piece) => piece.includes("}/{"));
    const leading = fractions ? set.fractions : set.leading;
    const way = { size: set.size, leading, width };
    const at = { transform: translate(0, below + (fractions ? 9 : 0)) };
    below += lineCount(pieces, way) * leading;
    return tag("g", at, paragraph(defs, pieces, way));
  });
  return { markup: lines.join(""), height: below - y - set.leading + 4 };
}
