import { checkChoices, themes } from "../choices.js";
import { canonicalJson } from "../svg.js";
import type { Theme } from "../theme.js";
import { wordsOf } from "./describe.js";
import { figureOf } from "./figure.js";
import { keptScene } from "./kept.js";
import type { Layout } from "./layouts.js";
import { type FrameOptions, frameOptions, modes, present } from "./present.js";
import { countSteps, sceneOf, type View } from "./scene.js";
import { type ConvSetting, solve } from "./setting.js";
import type { Words } from "./words.js";

/** How to look at a convolution; see `convDiagram`. */
export interface ConvDiagramOptions extends FrameOptions {
  /** `auto` follows the reader's colour scheme; `print` is in greys. Default `light`. */
  theme?: Theme;
  /**
   * `forward` (default); `gradient`: which outputs each input's gradient comes from; and of a transposed convolution
   * `gather` (its forward: over the stretched input, kernel rotated) or `scatter` (inputs paint the kernel). Of a
   * stride `kept`: stride 1, and of its outputs every s-th.
   */
  view?: View;
  /** `tilted`: planes seen from the side, the output over the input (2-D and 3-D). Default `flat`. */
  layout?: Layout;
}

const choices = {
  mode: modes,
  theme: themes,
  view: ["forward", "gradient", "gather", "scatter", "kept"],
  layout: ["flat", "tilted"],
} as const;

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
  checkChoices("convDiagram", options, choices, frameOptions);
  const { theme = "light", view = "forward", layout = "flat" } = options;
  const parts = partsOf(setting, view);
  return present(figureOf(parts, { theme, layout, key: canonicalJson(options) }), options);
}

function partsOf(setting: ConvSetting, view: View) {
  const problem = solve(setting);
  if (view === "kept") {
    const every = solve({ ...setting, stride: 1 });
    const scene = keptScene(problem, every);
    return { setting, scene, sizes: every, words: wordsOf(problem, scene) };
  }
  const scene = sceneOf(problem, view);
  return { setting, scene, sizes: problem, words: wordsOf(problem, scene) };
}

/** What `convDiagram` says of a setting. */
export function convWords(setting: ConvSetting, { view = "forward" }: ConvDiagramOptions = {}): Words {
  return partsOf(setting, view).words;
}

/** How many frames `convDiagram` has: one for each output; for each input in the views `gradient` and `scatter`. */
export function convSteps(setting: ConvSetting, view: View): number {
  if (view === "kept") return partsOf(setting, view).scene.steps.length;
  return countSteps(solve(setting), view);
}
