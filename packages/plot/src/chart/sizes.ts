import { outputSize, type WindowOptions } from "@convkit/conv";
import { ConvKitError } from "@convkit/tensor";
import { type Chart, chartOf, colours } from "./chart.js";

export interface SizesSetting extends Omit<WindowOptions, "kernel" | "stride" | "dilation" | "padding"> {
  kernel: number;
  stride?: number;
  padding?: number;
  dilation?: number;
  /** First and last input size, in elements. */
  inputs: readonly [from: number, to: number];
}

/**
 * Output size against input size: the steps of the floor, and the line that has no floor. Where the line meets
 * the steps, windows use up the input.
 *
 * Sizes in elements; o = ⌊(i + 2p − k̂)/s⌋ + 1 (Dumoulin & Visin 2016, relationship 15).
 * @throws ConvKitError when no input of the range holds a window
 * @example sizes({ kernel: 3, stride: 2, padding: 1, inputs: [3, 12] }).data.length // 3
 */
export function sizes({ inputs: [from, to], ...window }: SizesSetting): Chart {
  const { kernel, stride = 1, padding = 0, dilation = 1 } = window;
  const extent = dilation * (kernel - 1) + 1;
  const first = Math.max(from, extent - 2 * padding, 1);
  const x = Array.from({ length: Math.max(0, to - first + 1) }, (_, i) => first + i);
  if (x.length === 0) {
    throw new ConvKitError({
      operation: "chart.sizes",
      argument: "inputs",
      value: [from, to],
      expected: `a window of ${extent} with padding ${padding} needs an input of at least ${extent - 2 * padding}`,
    });
  }
  const floor = x.map((input) => outputSize(input, window));
  const exact = x.map((input) => (input + 2 * padding - extent) / stride + 1);
  const fits = x.filter((_, i) => floor[i] === exact[i]);
  const data = [
    {
      name: "o, rounded down",
      x,
      y: floor,
      mode: "lines",
      line: { shape: "hv", color: colours[0], width: 2.5 },
    },
    {
      name: "without rounding",
      x,
      y: exact,
      mode: "lines",
      line: { dash: "dash", color: colours[1], width: 1.5 },
    },
    {
      name: "fits exactly",
      x: fits,
      y: fits.map((input) => outputSize(input, window)),
      mode: "markers",
      marker: { symbol: "circle-open", size: 11, color: "#1A1A1A", line: { width: 2 } },
    },
  ];
  const title = `Output size: k = ${kernel}, s = ${stride}, p = ${padding}, d = ${dilation}`;
  const frame = {
    title,
    x: { title: { text: "input size i (elements)" } },
    y: { title: { text: "output size o (elements)" } },
    legend: true,
  };
  const ends = `From ${x[0]} → ${floor[0]} to ${x[x.length - 1]} → ${floor[floor.length - 1]}`;
  return chartOf(data, frame, `${ends}; ${fits.length} of ${x.length} inputs fit exactly.`);
}
