import { OptionError, type Tensor } from "@convkit/tensor";
import { checkChoices, themes } from "../choices.js";
import type { Brush } from "../conv/paint.js";
import { type ConvSetting, type Problem, solve, valuesOf } from "../conv/setting.js";
import { Defs } from "../defs.js";
import { type Drawing, drawingDocument } from "../drawing.js";
import { canonicalJson } from "../svg.js";
import { palettes, type Theme } from "../theme.js";
import { drawColumns } from "./im2col.js";
import { drawMatrix } from "./matrix.js";
import { drawStuffing } from "./stuffing.js";

/** What to draw as a matrix: a convolution, direct or transposed, or a locally connected layer. */
export interface MatrixSetting extends ConvSetting {
  /** Every position has weights of its own; `w` is then [out…, Cout, Cin/groups, …kernel]. */
  locallyConnected?: boolean;
}

/** How to look at it; see `matrixDiagram`. */
export interface MatrixDiagramOptions {
  /**
   * `matrix` (default): C with vec(y) = C·vec(x), and its transpose. `im2col`: every window as a column, and the
   * product with the weights. `stuffing`: how a transposed convolution's input is stretched and padded.
   */
  view?: "matrix" | "im2col" | "stuffing";
  /** `im2col` only: the input cell whose copies are outlined, an index for each axis; default the middle one. */
  cell?: readonly number[];
  /** `auto` follows the reader's colour scheme; `print` is in greys. Default `light`. */
  theme?: Theme;
}

const choices = { view: ["matrix", "im2col", "stuffing"], theme: themes } as const;

/**
 * Draws a convolution as linear algebra, of any rank, channels and groups. In `matrix`, C and Cᵀ from `convMatrix`
 * (Dumoulin & Visin 2016, §4.1): entries are coloured by weight and, up to 40 rows and columns, carry their names;
 * rules mark the rows of the maps. In `im2col`, the values of `im2col` and `conv2d`. In `stuffing`, the three stages
 * i′, ĩ′ and padded (§4.5).
 *
 * @throws what the operation throws for settings that are not legal; OptionError for options; LimitError for more
 *   entries than a figure can hold
 * @example matrixDiagram({ input: 4, kernel: 3 }).match(/data-part="matrix" data-shape="4,16"/) !== null // true
 */
export function matrixDiagram(setting: MatrixSetting, options: MatrixDiagramOptions = {}): string {
  const brush = brushOf(setting, options);
  const { theme = "light" } = options;
  const drawing = matrixDrawing(setting, options, brush);
  return drawingDocument(brush, { figure: "matrixDiagram", setting, theme }, drawing);
}

function brushOf(setting: MatrixSetting, options: MatrixDiagramOptions): Brush {
  checkChoices("matrixDiagram", options, choices, ["cell"]);
  const { theme = "light" } = options;
  return { defs: new Defs(canonicalJson([setting, options])), palette: palettes[theme] };
}

/** What `matrixDiagram` draws and says of a setting. */
export function matrixDrawing(
  setting: MatrixSetting,
  options: MatrixDiagramOptions = {},
  brush: Brush = brushOf(setting, options),
): Drawing {
  const { view = "matrix", theme = "light" } = options;
  const { locallyConnected = false, w, ...shared } = setting;
  const problem = solve(locallyConnected ? shared : { ...shared, ...(w && { w }) }, "matrixDiagram");
  const own = locallyConnected ? ownWeights(problem, w) : undefined;
  if (own && view !== "matrix") refuse("view", view, "only C can be drawn of a locally connected layer");
  const drawings: Record<typeof view, () => Drawing> = {
    matrix: () => drawMatrix(problem, brush, theme, own),
    im2col: () => drawColumns(problem, brush, options.cell),
    stuffing: () => drawStuffing(problem, brush),
  };
  return drawings[view]();
}

function ownWeights({ transposed, output, w }: Problem, given: ConvSetting["w"]): Tensor {
  if (transposed) refuse("locallyConnected", true, "a locally connected layer is not transposed");
  return valuesOf(given, [...output, ...w.shape], 2, 3);
}

function refuse(argument: string, value: unknown, expected: string): never {
  throw new OptionError({ operation: "matrixDiagram", argument, value, expected });
}
