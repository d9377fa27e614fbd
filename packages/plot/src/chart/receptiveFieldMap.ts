import { convTranspose2d, outputSize, receptiveField, type WindowLayer } from "@convkit/conv";
import { full, mul, randn, type Tensor, zeros } from "@convkit/tensor";
import type { Chart, PlotlyObject } from "./chart.js";
import { heatmap } from "./heatmap.js";

export interface ReceptiveFieldMapSetting {
  /** Convolutions with square kernels and one channel, from the input on. */
  layers: readonly WindowLayer[];
  /** Weights drawn from a normal distribution; without it every layer averages, so every weight is positive. */
  seed?: number;
  /** Input size, in elements along each axis. Default: the field and a margin. */
  input?: number;
}

/**
 * The gradient of one unit, the central one, with respect to the input of a stack of convolutions, inside the
 * square that `receptiveField` computes; a dotted square holds 95 % of its absolute values. With positive weights
 * the gradient fills the field, but most of it is near the centre (Luo et al. 2016, "Understanding the effective
 * receptive field", §2).
 *
 * Each layer's adjoint, `convTranspose2d`, takes the gradient one step back to the input.
 * @throws the operations' own errors for sizes that are out of range
 * @example receptiveFieldMap({ layers: [{ kernel: 2 }], input: 2 }).data[0].z // [[0.25, 0.25], [0.25, 0.25]]
 */
export function receptiveFieldMap({ layers, seed, input }: ReceptiveFieldMapSetting): Chart {
  const { size, jump, start } = receptiveField(layers);
  const sizes = [input ?? size + 2 * Math.ceil(size / 4)];
  for (const layer of layers) {
    const before = sizes[sizes.length - 1];
    sizes.push(outputSize([before, before], options(layer))[0]);
  }
  const unit = Math.floor(sizes[layers.length] / 2);
  const gradient = backwards(layers, sizes, unit, seed).toArray() as number[][][][];
  const [rows] = gradient[0];
  const first = start + jump * unit;
  const inner = mainPart(rows, first, size);
  const chart = heatmap({
    title: "Input gradient of one unit",
    subtitle: `field ${size} × ${size}; 95 % of the gradient in ${inner} × ${inner}`,
    unit: "gradient",
    maps: { gradient: rows },
    signed: seed !== undefined,
    x: "input column",
    y: "input row",
  });
  const colour = seed === undefined ? "#FFFFFF" : "#1A1A1A";
  const edge = first + (size - inner) / 2;
  chart.layout.shapes = [
    square(first, size, { color: colour, width: 3 }),
    square(edge, inner, { color: colour, width: 2, dash: "dot" }),
  ];
  return chart;
}

function options({ padding, ...layer }: WindowLayer) {
  return { ...layer, padding: typeof padding === "object" ? [padding, padding] : padding };
}

/** 1 at the unit, carried back to the input. */
function backwards(
  layers: readonly WindowLayer[],
  sizes: readonly number[],
  unit: number,
  seed?: number,
): Tensor {
  const last = sizes[layers.length];
  const dy = zeros([1, 1, last, last], "float64");
  dy.data[unit * last + unit] = 1;
  return layers.reduceRight((gradient, layer, depth) => {
    const { kernel, ...window } = options(layer);
    const shape = [1, 1, kernel, kernel];
    const weight =
      seed === undefined
        ? full(shape, 1 / kernel ** 2, "float64")
        : mul(randn(shape, { seed: seed + depth, dtype: "float64" }), 1 / kernel);
    return convTranspose2d(gradient, weight, { ...window, outputSize: sizes[depth] });
  }, dy);
}

/** Side of the least square, centred in the field, that holds 95 % of the absolute values. */
function mainPart(rows: readonly (readonly number[])[], first: number, size: number): number {
  const middle = first + (size - 1) / 2;
  const within = (side: number): number => {
    const reach = (side - 1) / 2;
    const inside = (at: number): boolean => Math.abs(at - middle) <= reach;
    return rows.reduce(
      (sum, row, r) =>
        inside(r) ? row.reduce((part, value, c) => part + (inside(c) ? Math.abs(value) : 0), sum) : sum,
      0,
    );
  };
  let side = size;
  while (side > 2 && within(side - 2) >= 0.95 * within(size)) side -= 2;
  return side;
}

function square(first: number, side: number, line: PlotlyObject): PlotlyObject {
  const [from, to] = [first - 0.5, first + side - 0.5];
  return { type: "rect", xref: "x", yref: "y", x0: from, x1: to, y0: from, y1: to, line };
}
