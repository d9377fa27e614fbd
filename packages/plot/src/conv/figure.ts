import { Defs } from "../defs.js";
import { canonicalJson, escapeXml, tag, translate } from "../svg.js";
import { plain } from "../text/grammar.js";
import { textWidth } from "../text/layout.js";
import { palettes, schemeStyle, type Theme } from "../theme.js";
import { cellNumber } from "./cells.js";
import { describe } from "./describe.js";
import { arrow, channelLabels, headings } from "./furniture.js";
import { type Layout, stageOf } from "./layouts.js";
import { legend } from "./legend.js";
import { arithmetic, lineCount, paragraph } from "./lines.js";
import { type Appearance, appearancesOf, type Brush, framePieces } from "./paint.js";
import { type Scene, sceneOf, type View } from "./scene.js";
import { type ConvSetting, type Problem, solve } from "./setting.js";
import { headingHeight, type Stage } from "./stage.js";
import { captionOf, headingsOf } from "./words.js";

export const margin = 16;
const caption = { size: 14, leading: 22, fractions: 38 };
const widestCaption = 560; // wider ones break
const sums = { size: 13, leading: 19 };

/**
 * A figure before its frames are put together. A frame is a picture of `width` × `height` without margins, whose
 * origin is the top left corner of the maps: headings lie above it, at negative y.
 */
export interface Figure {
  setting: ConvSetting;
  problem: Problem;
  scene: Scene;
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
  view: View;
  layout: Layout;
  /** Tells figures of one setting apart on one page. */
  key: string;
}

export function figureOf(setting: ConvSetting, { theme, view, layout, key }: FigureOptions): Figure {
  const problem = solve(setting);
  const scene = sceneOf(problem, view);
  const words = headingsOf(scene, problem);
  const stage = stageOf(scene, words, layout);
  const brush: Brush = { defs: new Defs(canonicalJson(setting) + key), palette: palettes[theme] };
  const beside = stage.arrow === undefined; // headings stand left of rows, not over columns
  const total = ` / ${scene.steps.length}`;
  const counter = 2 * textWidth(total, sums.size) + 24;
  const title = Math.max(textWidth(words.output.title, 16), textWidth(words.output.detail, 12));
  const captions = captionOf(scene, problem).map((pieces) => textWidth(pieces.join(""), caption.size));
  const wanted = Math.min(Math.max(...captions), widestCaption);
  const width = Math.max(stage.width, beside ? 0 : stage.heading.output.x + title + counter, wanted);
  const top = beside ? 28 : headingHeight;
  const lines = Math.max(
    ...scene.steps.map((step) => lineCount(arithmetic(step, scene), { ...sums, width })),
  );
  const counted = brush.defs.text(total, width, 11 - top, { size: sums.size, anchor: "end" });
  const labels = counted + headings(stage, brush, words) + channelLabels(stage, brush) + arrow(stage, brush);
  return {
    setting,
    problem,
    scene,
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
  const { stage, brush, scene, top, width } = figure;
  const { under, over } = framePieces(stage, brush, scene.steps[t], shared);
  const total = textWidth(` / ${scene.steps.length}`, sums.size);
  const counter = brush.defs.text(String(t + 1), width - total, 11 - top, { size: sums.size, anchor: "end" });
  const sum = paragraph(brush.defs, arithmetic(scene.steps[t], scene), { ...sums, width }, shared);
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
  { brush, scene, problem }: Figure,
  y: number,
  width: number,
): { markup: string; height: number } {
  const signs = legend(brush, scene, 0, y, width);
  let below = y + signs.height + 22;
  const lines = captionOf(scene, problem).map((pieces) => {
    const fractions = pieces.some((piece) => piece.includes("}/{"));
    const leading = fractions ? caption.fractions : caption.leading;
    const set = { size: caption.size, leading, width };
    const at = { transform: translate(0, below + (fractions ? 9 : 0)) };
    below += lineCount(pieces, set) * leading;
    return tag("g", at, paragraph(brush.defs, pieces, set));
  });
  return { markup: signs.markup + lines.join(""), height: below - y - caption.leading + 4 };
}

/** The SVG document of a body of this size, with margins; style sheets only where theme or movement need one. */
export function documentOf(
  figure: Figure,
  size: { width: number; height: number },
  body: string,
  { style = "", step }: { style?: string; step?: number } = {},
): string {
  const { setting, brush, theme, scene, problem } = figure;
  const { prefix } = brush.defs;
  const { title, desc } = describe(problem, scene, step);
  const css = (theme === "auto" ? schemeStyle(prefix) : "") + style;
  const [width, height] = [size.width, size.height].map((extent) => Math.ceil(extent + 2 * margin));
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    id: prefix,
    role: "img",
    "aria-labelledby": `${prefix}.title ${prefix}.desc`,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "data-figure": "convDiagram",
    "data-setting": canonicalJson(setting),
  };
  return tag(
    "svg",
    attributes,
    tag("title", { id: `${prefix}.title` }, escapeXml(plain(title))),
    tag("desc", { id: `${prefix}.desc` }, escapeXml(plain(desc))),
    css && tag("style", {}, css),
    brush.defs.toString(),
    tag("rect", {
      width: "100%",
      height: "100%",
      fill: brush.palette.page,
      class: brush.defs.className("page"),
    }),
    tag(
      "g",
      {
        transform: translate(margin, margin + figure.top),
        fill: brush.palette.ink,
        class: brush.defs.className("ink"),
      },
      body,
    ),
  );
}
