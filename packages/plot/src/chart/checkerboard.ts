import { conv1d, conv2d, convTranspose1d, convTranspose2d, upsample } from "@convkit/conv";
import { ConvKitError, ones, type Tensor } from "@convkit/tensor";
import { type Chart, chartOf, colours, dashes, marks } from "./chart.js";
import { heatmap } from "./heatmap.js";
import { wholeTicks } from "./ticks.js";

/** A transposed convolution, in elements along each axis. */
export interface UpsamplingLayer {
  kernel: number;
  stride?: number;
  padding?: number;
  outputPadding?: number;
}

export interface CheckerboardSetting {
  /** Input size, in elements. */
  input: number;
  /** Transposed convolutions by name; those of a stack follow each other. */
  stacks: Record<string, readonly UpsamplingLayer[]>;
  /** 2 (default): maps. 1: lines. */
  rank?: 1 | 2;
}

const operations = {
  1: { transpose: convTranspose1d, convolve: conv1d },
  2: { transpose: convTranspose2d, convolve: conv2d },
};

/**
 * How many paths lead from inputs to each output of transposed convolutions: the output when inputs and weights
 * are all 1. It is uneven inside where the kernel is no multiple of the stride (Odena, Dumoulin & Olah 2016,
 * "Deconvolution and checkerboard artifacts"). Beside it their remedy for the first stack: nearest-neighbour
 * resizing by the stride, then a convolution with the same kernel, here with `"same"` padding.
 *
 * @throws the operations' own errors for sizes that are out of range
 * @example checkerboard({ input: 4, stacks: { one: [{ kernel: 3, stride: 2 }] }, rank: 1 }).data[0].y // [1, 1, 2, 1, 2, 1, 2, 1, 1]
 */
export function checkerboard({ input, stacks, rank = 2 }: CheckerboardSetting): Chart {
  const names = Object.keys(stacks);
  if (names.length === 0) {
    throw new ConvKitError({
      operation: "chart.checkerboard",
      argument: "stacks",
      value: stacks,
      expected: "needs one stack or more",
    });
  }
  const remedy = remedyName(stacks[names[0]]);
  const of = (axes: 1 | 2): [name: string, paths: Tensor][] => [
    ...names.map((name): [string, Tensor] => [name, transposed(stacks[name], input, axes)]),
    [remedy, resized(stacks[names[0]], input, axes)],
  ];
  const profiles = of(1).map(([name, paths]): [string, number[]] => [name, Array.from(paths.data)]);
  const title = `Overlap of windows: ${input} inputs${rank === 2 ? " along each axis" : ""}`;
  const text = profiles.map(([name, paths]) => `${name}: ${paths.join(" ")}`).join("; ");
  if (rank === 2) {
    const maps = Object.fromEntries(
      of(2).map(([name, paths]) => [name, (paths.toArray() as number[][][][])[0][0]]),
    );
    const chart = heatmap({ title, unit: "paths from inputs", maps });
    return Object.assign(chart, {
      text: `${title}. Along one axis, the map being the outer product: ${text}`,
    });
  }
  const data = profiles.map(([name, y], i) => ({
    name,
    x: y.map((_, at) => at),
    y,
    mode: "lines+markers",
    line: { shape: "hvh", color: colours[i % colours.length], dash: dashes[i % dashes.length], width: 2 },
    marker: { symbol: marks[i % marks.length], size: 7 },
  }));
  const frame = {
    title,
    x: { title: { text: "output position (elements)" } },
    y: {
      title: { text: "paths from inputs" },
      rangemode: "tozero",
      ...wholeTicks(profiles.flatMap(([, paths]) => paths)),
    },
    legend: true,
  };
  return chartOf(data, frame, text);
}

/** `resize × 2, then k 3`; a stack of different layers names each. */
function remedyName(stack: readonly UpsamplingLayer[]): string {
  const layers = stack.map(({ kernel, stride = 1 }) => `resize × ${stride}, then k ${kernel}`);
  const kinds = [...new Set(layers)];
  return kinds.length === 1 && layers.length > 1 ? `${layers.length} times: ${kinds}` : layers.join("; ");
}

function start(input: number, rank: 1 | 2): Tensor {
  return ones([1, 1, ...Array(rank).fill(input)], "float64");
}

function weights(kernel: number, rank: 1 | 2): Tensor {
  return ones([1, 1, ...Array(rank).fill(kernel)], "float64");
}

function transposed(stack: readonly UpsamplingLayer[], input: number, rank: 1 | 2): Tensor {
  return stack.reduce(
    (x, { kernel, ...window }) => operations[rank].transpose(x, weights(kernel, rank), window),
    start(input, rank),
  );
}

function resized(stack: readonly UpsamplingLayer[], input: number, rank: 1 | 2): Tensor {
  return stack.reduce(
    (x, { kernel, stride = 1 }) => {
      const larger = upsample(x, { scale: stride });
      return operations[rank].convolve(larger, weights(kernel, rank), { padding: "same" });
    },
    start(input, rank),
  );
}
