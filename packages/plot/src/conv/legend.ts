import { tag, translate } from "../svg.js";
import { flow } from "../text/flow.js";
import { textWidth } from "../text/layout.js";
import { cellSquare, unreadDots } from "./cells.js";
import { type CellKind, otherSide } from "./grid.js";
import { type Brush, markPiece } from "./paint.js";
import type { Scene } from "./scene.js";
import { cellSize } from "./stage.js";
import type { Mark } from "./steps.js";

const kindWords: Partial<Record<CellKind, string>> = {
  inserted: "inserted zero",
  padding: "padding",
  alpha: "added by *α*",
  cropped: "cut off",
};

const markWords = {
  forward: { taken: "maximum", tie: "equal, not chosen" },
  gradient: { taken: "goes to this input", tie: "" },
} satisfies Record<string, Record<Mark["kind"], string>>;

/** What the signs mean, for those that the figure shows. */
function entriesOf(scene: Scene, brush: Brush, slider: string): { swatch: string; text: string }[] {
  const { palette } = brush;
  const all = [...scene.input, ...scene.output].flatMap((grid) =>
    grid.cells.map((cell) => ({ ...cell, side: grid.side })),
  );
  const entries = [
    {
      swatch:
        tag("rect", {
          width: cellSize,
          height: cellSize,
          fill: palette[scene.stepping === "output" ? "input" : "output"],
        }) +
        tag("rect", {
          width: cellSize,
          height: cellSize,
          fill: palette.kernel,
          "fill-opacity": 0.4,
          stroke: palette.kernel,
          "stroke-width": 6,
        }),
      text: slider,
    },
    {
      swatch: tag("rect", {
        width: cellSize,
        height: cellSize,
        fill: palette[scene.stepping],
        stroke: scene.gradient ? palette.gradient : palette.current,
        "stroke-width": 6,
      }),
      text: `this ${scene.stepping}`,
    },
  ];
  for (const [kind, text] of Object.entries(markWords[scene.gradient ? "gradient" : "forward"]) as [
    Mark["kind"],
    string,
  ][]) {
    if (!scene.steps.some(({ marks }) => marks?.some((mark) => mark.kind === kind))) continue;
    entries.push({
      swatch: cellSquare("value", otherSide(scene.stepping), brush) + markPiece(kind, palette),
      text,
    });
  }
  for (const [kind, text] of Object.entries(kindWords) as [CellKind, string][]) {
    const cell = all.find((one) => one.kind === kind);
    const word = scene.kept && kind === "cropped" ? "dropped" : text;
    if (cell) entries.push({ swatch: cellSquare(kind, cell.side, brush), text: word });
  }
  const unread = all.find((one) => one.unread);
  if (unread)
    entries.push({
      swatch: cellSquare(unread.kind, unread.side, brush) + unreadDots(brush),
      text: scene.scatter ? "never reached" : "never read",
    });
  return entries;
}

const leading = 20;

/** Swatches and words from x, y on, within `width`. */
export function legend(
  brush: Brush,
  scene: Scene,
  slider: string,
  { x, y, width }: { x: number; y: number; width: number },
): { markup: string; height: number } {
  const entries = entriesOf(scene, brush, slider);
  const widths = entries.map(({ text }) => 20 + textWidth(text, 11) + 18);
  const { places, lines } = flow(widths, width);
  const markup = entries.map(({ swatch, text }, i) => {
    const at = { x: x + places[i].x, y: y + places[i].line * leading };
    const square = tag("g", { transform: `${translate(at.x + 1, at.y)}scale(.4)` }, swatch);
    return square + brush.defs.text(text, at.x + 20, at.y + 10.5, { size: 11 });
  });
  return { markup: markup.join(""), height: lines * leading };
}
