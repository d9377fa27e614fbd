import { captionAt, captionWidth } from "../caption.js";
import { Defs } from "../defs.js";
import { documentOf } from "../document.js";
import { canonicalJson, tag, translate } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { palettes, type Theme } from "../theme.js";
import { cellNumber } from "./cells.js";
import { arrow, channelLabels, headings } from "./furniture.js";
import type { Side } from "./grid.js";
import { type Layout, stageOf } from "./layouts.js";
import { legend } from "./legend.js";
import { lineCount, paragraph } from "./lines.js";
import { type Appearance, appearancesOf, type Brush, framePieces } from "./paint.js";
import type { Scene } from "./scene.js";
import { headingHeight, type Stage } from "./stage.js";
import type { Words } from "./words.js";

const sums = { size: 13, leading: 19 };

/**
 * A figure before its frames are put together. A frame is a picture of `width` × `height` without margins, whose
 * origin is the top left corner of the maps: headings lie above it, at negative y.
 */
export interface Figure {
  setting: object;
  scene: Scene;
  sizes: Record<Side, readonly number[]>;
  words: Words;
  stage: Stage;
  brush: Brush;
  theme: Theme;
  /** The steps to draw, from 0. */
  frames: readonly number[];
  width: number;
  height: number;
  /** How far a frame reaches above its origin. */
  top: number;
  /** Headings, channel labels and the arrow. */
  labels: string;
  numbers: readonly Appearance[];
}

export interface FigureOptions {
  theme: Theme;
  layout: Layout;
  /** Tells figures of one setting apart on one page. */
  key: string;
}

/** `sizes`: spatial sizes of both sides, without what is drawn around them. */
export function figureOf(
  { setting, scene, sizes, words }: Pick<Figure, "setting" | "scene" | "sizes" | "words">,
  { theme, layout, key }: FigureOptions,
): Figure {
  const stage = stageOf(scene, words.headings, layout);
  const brush: Brush = { defs: new Defs(canonicalJson(setting) + key), palette: palettes[theme] };
  const beside = stage.arrow === undefined; // headings stand left of rows, not over columns
  const total = ` / ${scene.steps.length}`;
  const counter = 2 * textWidth(total, sums.size) + 24;
  const { output } = words.headings;
  const title = Math.max(textWidth(output.title, 16), textWidth(output.detail, 12));
  const wanted = captionWidth(words.caption);
  const width = Math.max(stage.width, beside ? 0 : stage.heading.output.x + title + counter, wanted);
  const top = beside ? 28 : headingHeight;
  const lines = Math.max(...scene.steps.map((step) => lineCount(words.arithmetic(step), { ...sums, width })));
  const counted = brush.defs.text(total, width, 11 - top, { size: sums.size, anchor: "end" });
  const labels = [
    counted,
    headings(stage, brush, words.headings),
    channelLabels(stage, brush),
    arrow(stage, brush, words.slider),
  ].join("");
  return {
    setting,
    scene,
    sizes,
    words,
    stage,
    brush,
    theme,
    frames: scene.steps.map((_, t) => t),
    width,
    height: top + stage.height + 16 + lines * sums.leading,
    top,
    labels,
    numbers: appearancesOf(stage),
  };
}

/** What moves in frame t: the part under the numbers and the part over them. */
export function frameOf(figure: Figure, t: number, shared: boolean): { under: string; over: string } {
  const { stage, brush, scene, words, top, width } = figure;
  const { under, over } = framePieces(stage, brush, scene.steps[t], shared);
  const total = textWidth(` / ${scene.steps.length}`, sums.size);
  const counter = brush.defs.text(String(t + 1), width - total, 11 - top, { size: sums.size, anchor: "end" });
  const sum = paragraph(brush.defs, words.arithmetic(scene.steps[t]), { ...sums, width }, shared);
  return { under, over: over + counter + tag("g", { transform: translate(0, stage.height + 28) }, sum) };
}

/** Numbers shown in frame t. */
export function numbersAt({ numbers, brush }: Figure, t: number): string {
  const shown = numbers
    .filter(({ from, until }) => from <= t && t < until)
    .map(({ value, x, y }) => cellNumber(brush.defs, value, x, y));
  return tag("g", { fill: brush.palette.onFill }, ...shown);
}

/** The legend and the caption, below one frame or a whole sheet, from y on. */
export function footOf(
  { brush, scene, words }: Figure,
  y: number,
  width: number,
): { markup: string; height: number } {
  const signs = legend(brush, scene, words.slider, { x: 0, y, width });
  const lines = captionAt(brush.defs, words.caption, y + signs.height + 22, width);
  return { markup: signs.markup + lines.markup, height: signs.height + 22 + lines.height };
}

/** The SVG document of a body of this size; style sheets only where theme or movement need one. */
export function pageOf(
  { setting, brush, theme, words, top }: Figure,
  size: { width: number; height: number },
  body: string,
  { style, step }: { style?: string; step?: number } = {},
): string {
  const { figure, title } = words;
  const page = { figure, setting, theme, title, desc: words.desc(step), ...size, top, style };
  return documentOf(brush.defs, brush.palette, page, body);
}
