import { arithmetic } from "./arithmetic.js";
import { chartFigures } from "./charts.js";
import { course } from "./course.js";
import type { ChartFigure, Figure } from "./figure.js";
import { matrices } from "./matrices.js";
import { modules } from "./modules.js";
import { numbers } from "./numbers.js";
import { variety, views } from "./variety.js";

export { chartFigures };

/** Diagrams by name: those of the notes, the settings of Dumoulin & Visin's guide, and what follows from them. */
export const figures: typeof course & Record<string, Figure> = {
  ...course,
  ...arithmetic,
  ...numbers,
  ...variety,
  ...views,
  ...modules,
  ...matrices,
};

/** All figures in the order of an index: title → name → figure. */
export const families: Record<string, Record<string, Figure | ChartFigure>> = {
  "The notes’ figures": course,
  "Convolution arithmetic": arithmetic,
  "In numbers, and pooling": numbers,
  "Axes, channels and paddings": variety,
  "Gradients, scattering, tilted": views,
  Modules: modules,
  Matrices: matrices,
  Charts: chartFigures,
};
