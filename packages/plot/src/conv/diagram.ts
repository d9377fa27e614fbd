import { checkOptions, LimitError, OptionError } from "@convkit/tensor";
import { canonicalJson } from "../svg.js";
import type { Theme } from "../theme.js";
import { drawAnimated } from "./animated.js";
import { type Figure, figureOf } from "./figure.js";
import { drawHtml } from "./html.js";
import type { Layout } from "./layouts.js";
import { countSteps, type View } from "./scene.js";
import { type ConvSetting, solve } from "./setting.js";
import { drawSheet } from "./sheet.js";
import { drawStatic } from "./static.js";

/** How to look at a convolution; see `convDiagram`. */
export interface ConvDiagramOptions {
  /** One frame (default); all frames in one picture; an animated SVG; HTML with the animation and controls. */
  mode?: "static" | "sheet" | "animated" | "html";
  /** The frame of a static figure, from 0 (default). */
  step?: number;
  /** The frames of a sheet or an animation, from 0; default all. */
  steps?: readonly number[];
  /** The first so many frames of a sheet or an animation. */
  first?: number;
  /** `auto` follows the reader's colour scheme; `print` is in greys. Default `light`. */
  theme?: Theme;
  /**
   * `forward` (default); `gradient`: which outputs each input's gradient comes from; and of a transposed convolution
   * `gather` (its forward: over the stretched input, kernel rotated) or `scatter` (inputs paint the kernel).
   */
  view?: View;
  /** `tilted`: planes seen from the side, the output over the input (2-D and 3-D). Default `flat`. */
  layout?: Layout;
}

const choices = {
  mode: ["static", "sheet", "animated", "html"],
  theme: ["light", "dark", "auto", "print"],
  view: ["forward", "gradient", "gather", "scatter"],
  layout: ["flat", "tilted"],
} as const;
const mostFrames = 100;

/**
 * Draws a convolution, direct or transposed, of rank 1 to 3: input with padding and inserted zeros, the kernel at
 * one of its positions, the outputs reached so far, the arithmetic of that position and the sizes.
 *
 * Sizes in cells; a frame for each output (gradient view and scatter: for each input), channel by channel in
 * raster order. The geometry and the values are those of `conv2d` and `convTranspose2d` in float64; look and
 * letters follow Dumoulin & Visin 2016.
 *
 * @returns SVG, or HTML in mode `html`; the same text for the same arguments
 * @throws what the operation throws for settings that are not legal; OptionError for options; LimitError for more
 *   than 100 frames
 * @example convDiagram({ input: 5, kernel: 3, stride: 2, padding: 1 }).startsWith("<svg") // true
 */
export function convDiagram(setting: ConvSetting, options: ConvDiagramOptions = {}): string {
  checkOptions("convDiagram", options, [...Object.keys(choices), "step", "steps", "first"]);
  for (const [name, allowed] of Object.entries(choices) as [keyof typeof choices, readonly string[]][]) {
    const value = options[name];
    if (value === undefined || allowed.includes(value)) continue;
    const expected = `must be one of ${allowed.join(", ")}`;
    throw new OptionError({ operation: "convDiagram", argument: name, value, expected });
  }
  const { mode = "static", step = 0, theme = "light", view = "forward" } = options;
  const { layout = "flat" } = options;
  const figure = figureOf(setting, { theme, view, layout, key: canonicalJson(options) });
  const count = figure.scene.steps.length;
  for (const t of [step, ...(options.steps ?? [])]) {
    if (Number.isInteger(t) && t >= 0 && t < count) continue;
    const expected = `must be a whole number from 0 to ${count - 1}`;
    throw new OptionError({
      operation: "convDiagram",
      argument: t === step ? "step" : "steps",
      value: t,
      expected,
    });
  }
  const { first } = options;
  if (first !== undefined && !(Number.isInteger(first) && first > 0)) {
    const expected = "must be a positive integer";
    throw new OptionError({ operation: "convDiagram", argument: "first", value: first, expected });
  }
  if (mode === "static") return drawStatic(figure, step);
  const frames = (options.steps ?? figure.frames).slice(0, first);
  if (frames.length > mostFrames) {
    throw new LimitError({
      operation: "convDiagram",
      found: `has ${frames.length} frames`,
      value: frames.length,
      expected: `mode ${mode} holds at most ${mostFrames}`,
      fix: "choose some with steps: […]",
    });
  }
  const chosen: Figure = { ...figure, frames };
  if (mode === "sheet") return drawSheet(chosen, frames.length < count);
  return mode === "animated" ? drawAnimated(chosen) : drawHtml(chosen);
}

/**
 * How many frames a figure has: one for each output; in the gradient view and where inputs scatter, for each input.
 * @example stepCount({ input: 5, kernel: 3 }) // 9
 */
export function stepCount(setting: ConvSetting, options: Pick<ConvDiagramOptions, "view"> = {}): number {
  const { view = "forward" } = options;
  return countSteps(solve(setting), view);
}
