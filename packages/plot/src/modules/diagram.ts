import { checkChoices, themes } from "../choices.js";
import type { Brush } from "../conv/paint.js";
import { Defs } from "../defs.js";
import { type Drawing, drawingDocument } from "../drawing.js";
import { canonicalJson } from "../svg.js";
import { palettes, type Theme } from "../theme.js";
import { drawDepthwise, drawSeparable } from "./depthwise.js";
import { drawFcToConv } from "./fcToConv.js";
import { drawInception } from "./inception.js";
import { drawResidual } from "./residual.js";
import { checkSetting, type ModuleName, type ModuleSetting } from "./setting.js";
import { drawSliding } from "./sliding.js";
import { drawStack } from "./stack.js";

export interface ModuleDiagramOptions {
  /** `auto` follows the reader's colour scheme; `print` is in greys. Default `light`. */
  theme?: Theme;
}

const drawings: Record<ModuleName, (setting: ModuleSetting, brush: Brush) => Drawing> = {
  depthwise: drawDepthwise,
  depthwise_sep: drawSeparable,
  Inception: drawInception,
  residual: drawResidual,
  "fc-to-conv": drawFcToConv,
  sliding: drawSliding,
  stack: drawStack,
};

/**
 * Draws a module of layers. Shapes, parameters and multiply-adds are the operations' own, learnt by tracing them;
 * nothing has a bias but normalisation. Boxes are read upwards: operation, height × width × channels, parameters;
 * a ring with a bent line is a ReLU; bars have a square for each channel.
 *
 * | module | variants | takes |
 * |---|---|---|
 * | `depthwise` | | `input` `kernel` `stride` `padding` `dilation` `multiplier` |
 * | `depthwise_sep`, beside the ordinary convolution | | the same, and `outChannels` N |
 * | `Inception` | `xception-1` `v3` `simplified` `reformulated` `extreme` | `input` `outChannels` `kernel`; `segments` of `reformulated` |
 * | `residual` | `basic` `bottleneck` `projection` `pre-activation` | `input`; `outChannels` and `stride` of `projection` |
 * | `fc-to-conv`: a fully connected layer as a convolution | | `input` `outChannels` |
 * | `sliding`: a network over a larger image, in one pass | | `input` `outChannels` |
 * | `stack`: small kernels against a large one | | `input` `kernel` `layers` |
 *
 * Sources: Chollet 2017, "Xception"; Szegedy et al. 2016; He et al. 2016; CS231n, "Convolutional Networks".
 *
 * @throws what the operations throw for settings that are not legal; OptionError for options
 * @example moduleDiagram({ module: "depthwise" }).startsWith("<svg") // true
 */
export function moduleDiagram(setting: ModuleSetting, options: ModuleDiagramOptions = {}): string {
  const brush = brushOf(setting, options);
  const { theme = "light" } = options;
  const drawing = moduleDrawing(setting, options, brush);
  return drawingDocument(brush, { figure: "moduleDiagram", setting, theme }, drawing);
}

function brushOf(setting: ModuleSetting, options: ModuleDiagramOptions): Brush {
  checkChoices("moduleDiagram", options, { theme: themes });
  const { theme = "light" } = options;
  return { defs: new Defs(canonicalJson([setting, options])), palette: palettes[theme] };
}

/** What `moduleDiagram` draws and says of a setting. */
export function moduleDrawing(
  setting: ModuleSetting,
  options: ModuleDiagramOptions = {},
  brush: Brush = brushOf(setting, options),
): Drawing {
  checkSetting(setting);
  return drawings[setting.module](setting, brush);
}
