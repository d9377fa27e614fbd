import * as chart from "../chart/index.js";
import { differenceErrors } from "./differences.js";
import { type ChartFigure, charted } from "./figure.js";
import { vgg16, vgg16Memory } from "./vgg16.js";

const threes = (...dilations: number[]) =>
  dilations.map((dilation) => (dilation === 1 ? { kernel: 3 } : { kernel: 3, dilation }));
const upsampling = { kernel: 3, stride: 2 };
const even = { kernel: 4, stride: 2 };

/** Charts of what follows from sizes alone. */
export const chartFigures: Record<string, ChartFigure> = {
  output_size: charted("steps of the floor", "sizes", chart.sizes, {
    kernel: 3,
    stride: 2,
    padding: 1,
    inputs: [3, 14],
  }),
  receptive_field: charted("how far a unit sees", "receptiveField", chart.receptiveField, {
    "3×3": threes(1, 1, 1, 1),
    "3×3, dilation 1 2 4 8": threes(1, 2, 4, 8),
    "VGG-16": vgg16.map(({ kernel, stride }) => (stride === 1 ? { kernel } : { kernel, stride })),
  }),
  receptive_field_map: charted(
    "where in its field a unit looks: averaging layers",
    "receptiveFieldMap",
    chart.receptiveFieldMap,
    { layers: threes(1, 1, 1, 1, 1, 1) },
  ),
  receptive_field_map_random: charted(
    "where in its field a unit looks: random weights",
    "receptiveFieldMap",
    chart.receptiveFieldMap,
    { layers: threes(1, 1, 1, 1, 1, 1), seed: 1 },
  ),
  border_washout: charted("what padding is for", "borderWashout", chart.borderWashout, { input: 32 }),
  checkerboard: charted("uneven overlap of transposed convolutions", "checkerboard", chart.checkerboard, {
    input: 4,
    stacks: { "k 3, s 2": [upsampling], "k 4, s 2": [even], "k 3, s 2, twice": [upsampling, upsampling] },
  }),
  checkerboard_1d: charted("uneven overlap along one axis", "checkerboard", chart.checkerboard, {
    input: 4,
    stacks: { "k 3, s 2": [upsampling], "k 4, s 2": [even] },
    rank: 1,
  }),
  spectrum: charted("between Inception and Xception", "spectrum", chart.spectrum, { channels: 128 }),
  memory: charted("where memory goes in training", "memory", chart.memory, {
    title: "VGG-16 in training: 32 images, float32, momentum",
    rows: vgg16Memory(32),
  }),
  gradient_check: charted(
    "the derivative of the exponential function at 1, and of |x| next to 0, by differences",
    "gradientCheck",
    chart.gradientCheck,
    { ...differenceErrors(Math.exp, Math.exp, 1), kink: differenceErrors(Math.abs, () => 1, 1e-6).central },
  ),
};
