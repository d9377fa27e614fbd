import { type Attributes, tag } from "../svg.js";
import { cellNumber } from "./cells.js";
import { type Figure, footOf, frameOf, pageOf } from "./figure.js";
import { basePieces } from "./paint.js";

const seconds = 0.8;
const lastSeconds = 2;

/** One frame after another, endlessly; with less motion wanted, the first frame stands still. */
export function drawAnimated(figure: Figure): string {
  const { frames, brush } = figure;
  const count = frames.length;
  const { prefix } = brush.defs;
  const total = seconds * (count - 1) + lastSeconds;
  const keyframes = new Map<string, string>();

  /** Attributes of what is seen in the frames `from` ≤ i < `until` of the animation. */
  const during = (from: number, until: number): Attributes => {
    if (from === 0 && until === count) return {};
    const name = `${prefix}-${from}-${until}`;
    const at = (frame: number) => `${Math.round((seconds * frame * 1e4) / total) / 100}%`;
    // Where a keyframe is left out, the element's own visibility holds: only what frame 1 shows is visible.
    const starts = from === 0 ? "" : `${at(from)}{visibility:visible}`;
    const ends = until === count ? "" : `${at(until)}{visibility:hidden}`;
    keyframes.set(name, `@keyframes ${name}{${starts}${ends}}`);
    return { class: from === 0 ? "t first" : "t", style: `animation-name:${name}` };
  };

  const base = basePieces(figure.stage, brush);
  const pieces = frames.map((t) => frameOf(figure, t, true));
  const when = (piece: "under" | "over") =>
    pieces.map((at, i) => tag("g", during(i, i + 1), at[piece])).join("");
  const numbers = figure.numbers.flatMap(({ from, until, value, x, y }) => {
    const shown = frames.flatMap((t, i) => (from <= t && t < until ? [i] : []));
    if (shown.length === 0) return [];
    return [cellNumber(brush.defs, value, x, y, during(shown[0], shown[shown.length - 1] + 1))];
  });
  const foot = footOf(figure, figure.height - figure.top + 12, figure.width);
  const body = [
    base.squares,
    when("under"),
    base.numbers,
    tag("g", { fill: brush.palette.onFill }, ...numbers),
    when("over"),
    figure.labels,
    foot.markup,
  ];
  const style = [
    `#${prefix} .t{visibility:hidden;animation:${Math.round(total * 10) / 10}s step-end infinite}`,
    `#${prefix} .first{visibility:visible}`,
    `@media (prefers-reduced-motion:reduce){#${prefix} .t{animation:none}}`,
    ...keyframes.values(),
  ];
  const size = { width: figure.width, height: figure.height + 12 + foot.height };
  return pageOf(figure, size, body.join(""), { style: style.join("") });
}
