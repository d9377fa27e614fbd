import { conv2d } from "@convkit/conv";
import { ConvKitError, full, sum, type Tensor, zeros } from "@convkit/tensor";
import { axis, type Chart, chartOf, colours, dashes, marks, type PlotlyObject } from "./chart.js";

export interface BorderWashoutSetting {
  /** Input size, in elements along each axis. */
  input: number;
  /** Extent of every layer's kernel; odd, so that padding can keep the size. */
  kernel?: number;
  /** Layers of stride 1. Default: as many as fit without padding. */
  depth?: number;
}

/**
 * What padding is for: the size of the map, and what is left of the input's outermost ring of pixels, after each
 * of `depth` convolutions of stride 1, without padding and with padding (k − 1)/2.
 *
 * The energy (sum of squares) of white noise on the ring is followed through layers with independent random
 * weights of mean 0 and variance 1/(k²·channels), which keep the energy of what is far from the border. Its
 * expectation at an output is exactly the mean over the window, so an averaging convolution computes it.
 *
 * @throws ConvKitError for an even kernel, or a depth that leaves nothing without padding
 * @example borderWashout({ input: 5, depth: 1 }).data[0].y // [5, 3]
 */
export function borderWashout(setting: BorderWashoutSetting): Chart {
  const { input, kernel = 3 } = setting;
  const deepest = Math.floor((input - 1) / (kernel - 1));
  const { depth = deepest } = setting;
  check({ input, kernel, depth }, deepest);
  const stacks = { "without padding": 0, [`padding ${(kernel - 1) / 2}`]: (kernel - 1) / 2 };
  const runs = Object.entries(stacks).map(([name, padding]) => ({
    name,
    maps: through(ring(input), kernel, padding, depth),
  }));
  const sizes = runs.map(({ maps }) => maps.map(({ shape }) => shape[2]));
  const energies = runs.map(({ maps }) => {
    const all = maps.map((map) => sum(map).item());
    return all.map((energy) => (100 * energy) / all[0]);
  });
  const line =
    (values: number[][], nth: string) =>
    (name: string, i: number): PlotlyObject => ({
      name,
      x: values[i].map((_, layers) => layers),
      y: values[i],
      xaxis: `x${nth}`,
      yaxis: `y${nth}`,
      showlegend: nth === "",
      mode: "lines+markers",
      line: { color: colours[i], dash: dashes[i], width: 2 },
      marker: { symbol: marks[i], size: 7 },
    });
  const names = runs.map(({ name }) => name);
  const x = { title: { text: "depth (layers)" }, dtick: Math.ceil(depth / 8) };
  const frame = {
    title: `What padding keeps: input ${input} × ${input}, k = ${kernel}`,
    subtitle: "energy: of white noise on the outermost ring, expected under random weights",
    x: { ...x, domain: [0, 0.42] },
    y: { title: { text: "size (elements along an axis)" }, rangemode: "tozero" },
    legend: true,
    layout: {
      width: 800,
      margin: { l: 70, r: 24, t: 90, b: 60 },
      legend: { orientation: "h", x: 1, xanchor: "right", y: 1.12, yanchor: "bottom" },
      xaxis2: { ...axis, ...x, domain: [0.58, 1], anchor: "y2" },
      yaxis2: {
        ...axis,
        title: { text: "energy left of the border (%)" },
        type: "log",
        exponentformat: "power",
        anchor: "x2",
      },
    },
  };
  const text = runs.map(({ name }, i) => {
    const left = Number(energies[i][depth].toPrecision(2));
    return `${name}: size ${input} to ${sizes[i][depth]}, ${left} % of the border's energy left at depth ${depth}`;
  });
  return chartOf([...names.map(line(sizes, "")), ...names.map(line(energies, "2"))], frame, text.join("; "));
}

function check({ kernel, depth }: Required<BorderWashoutSetting>, deepest: number): void {
  const refuse = (argument: string, value: number, expected: string) =>
    new ConvKitError({ operation: "chart.borderWashout", argument, value, expected });
  if (!(kernel >= 3 && kernel % 2 === 1)) throw refuse("kernel", kernel, "must be odd, 3 or more");
  if (!(Number.isInteger(depth) && depth >= 1 && depth <= deepest))
    throw refuse(
      "depth",
      depth,
      `must be a whole number from 1 to ${deepest}: without padding nothing is left after that`,
    );
}

/** 1 on the outermost ring, 0 inside. */
function ring(size: number): Tensor {
  const map = zeros([1, 1, size, size], "float64");
  const outermost = (at: number): boolean => at === 0 || at === size - 1;
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) if (outermost(r) || outermost(c)) map.data[r * size + c] = 1;
  return map;
}

/** The map before and after each averaging layer. */
function through(map: Tensor, kernel: number, padding: number, depth: number): Tensor[] {
  const mean = full([1, 1, kernel, kernel], 1 / kernel ** 2, "float64");
  const maps = [map];
  while (maps.length <= depth) maps.push(conv2d(maps[maps.length - 1], mean, { padding }));
  return maps;
}
