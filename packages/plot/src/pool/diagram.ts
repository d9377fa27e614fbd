import { sizeOf } from "@convkit/tensor";
import { checkChoices, themes } from "../choices.js";
import { figureOf } from "../conv/figure.js";
import type { Layout } from "../conv/layouts.js";
import { type FrameOptions, frameOptions, modes, present } from "../conv/present.js";
import type { Words } from "../conv/words.js";
import { canonicalJson } from "../svg.js";
import type { Theme } from "../theme.js";
import { type PoolView, poolScene } from "./scene.js";
import { type PoolSetting, solvePool } from "./setting.js";
import { poolWords } from "./words.js";

/** How to look at a pooling; see `poolDiagram`. */
export interface PoolDiagramOptions extends FrameOptions {
  /** `auto` follows the reader's colour scheme; `print` is in greys. Default `light`. */
  theme?: Theme;
  /** `forward` (default); `gradient`: which outputs each input's gradient comes from, and what part of theirs. */
  view?: PoolView;
  /** `tilted`: planes seen from the side, the output over the input (2-D and 3-D). Default `flat`. */
  layout?: Layout;
}

const choices = {
  mode: modes,
  theme: themes,
  view: ["forward", "gradient"],
  layout: ["flat", "tilted"],
} as const;

/**
 * Draws max or average pooling of rank 1 to 3, frame by frame as `convDiagram` does: a ring marks the maximum, a
 * dashed one what equals it and is not chosen; padding, which never wins, shows −∞. The gradient view has the routing:
 * at each input, the parts of the outputs' gradients that it gets.
 *
 * Geometry, values and routing are those of `maxPool2d` and `avgPool2d` in float64.
 *
 * @returns SVG, or HTML in mode `html`; the same text for the same arguments
 * @throws what the operation throws for settings that are not legal; OptionError for options; LimitError for more
 *   than 100 frames
 * @example poolDiagram({ kind: "max", input: 4, kernel: 2 }).startsWith("<svg") // true
 */
export function poolDiagram(setting: PoolSetting, options: PoolDiagramOptions = {}): string {
  checkChoices("poolDiagram", options, choices, frameOptions);
  const { theme = "light", view = "forward", layout = "flat" } = options;
  const parts = partsOf(setting, view);
  return present(figureOf(parts, { theme, layout, key: canonicalJson(options) }), options);
}

function partsOf(setting: PoolSetting, view: PoolView) {
  const problem = solvePool(setting);
  const scene = poolScene(problem, view);
  return { setting, scene, sizes: problem, words: poolWords(problem, scene) };
}

/** What `poolDiagram` says of a setting. */
export function poolWordsOf(setting: PoolSetting, { view = "forward" }: PoolDiagramOptions = {}): Words {
  return partsOf(setting, view).words;
}

/** How many frames `poolDiagram` has: one for each output, in the gradient view for each input. */
export function poolSteps(setting: PoolSetting, view: PoolView): number {
  const { x, y } = solvePool(setting);
  return sizeOf((view === "gradient" ? x : y).shape);
}
