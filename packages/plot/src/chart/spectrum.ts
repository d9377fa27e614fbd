import { ConvKitError } from "@convkit/tensor";
import { axis, type Chart, chartOf, colours, type PlotlyObject } from "./chart.js";

export interface SpectrumSetting {
  /** Channels in and out. */
  channels: number;
  /** Extent of the spatial kernels. Default 3. */
  kernel?: number;
  /** Height and width of the maps, in elements; stride 1, padding that keeps it. Default 28. */
  size?: number;
  /** Measured times by number of segments, in milliseconds. */
  milliseconds?: Record<number, number>;
}

/**
 * From Inception to Xception: a 1×1 convolution over all channels, then k×k convolutions on equal segments of
 * them, by the number of segments: C² + k²C²/segments parameters, and as many multiply-adds at each position
 * (those with padding included). One segment is an ordinary convolution after the 1×1, C segments the depthwise
 * separable one (Chollet 2017, "Xception", §1.1). Dashed: the plain k×k convolution, k²C².
 *
 * @throws ConvKitError for channels, kernel or size that are no whole number ≥ 1, or a time for segments that do not divide the channels
 * @example spectrum({ channels: 4 }).data[0].y // [160, 88, 52]
 */
export function spectrum({ channels, kernel = 3, size = 28, milliseconds }: SpectrumSetting): Chart {
  check({ channels, kernel, size }, milliseconds);
  const segments = Array.from({ length: channels }, (_, i) => i + 1).filter(
    (count) => channels % count === 0,
  );
  const plain = kernel ** 2 * channels ** 2;
  const parameters = segments.map((count) => channels ** 2 + plain / count);
  const positions = size ** 2;
  const powers = [Math.min(...parameters), Math.max(...parameters)].map(Math.log10);
  const range = (factor: number): number[] => [
    powers[0] + Math.log10(factor) - 0.1,
    powers[1] + Math.log10(factor) + 0.1,
  ];
  const curve = {
    mode: "lines+markers",
    line: { color: colours[0], width: 2 },
    marker: { symbol: "circle", size: 8 },
  };
  const data: PlotlyObject[] = [
    { name: "1×1, then segments", x: segments, y: parameters, ...curve },
    {
      name: `plain ${kernel}×${kernel}`,
      x: [segments[0], channels],
      y: [plain, plain].map((count) => count * positions),
      yaxis: "y2", // the scale that counts multiply-adds: the same heights
      mode: "lines",
      line: { color: colours[1], dash: "dash", width: 2 },
    },
  ];
  const x = {
    title: { text: "segments" },
    type: "log",
    tickmode: "array",
    tickangle: 0,
    tickvals: apart(segments),
  };
  const count = { type: "log", exponentformat: "SI", tickformat: "~s", dtick: "D2" };
  const frame = {
    title: `${channels} channels, k = ${kernel}: from one segment to one for each channel`,
    x: { ...x, domain: [0, milliseconds ? 0.38 : 1] },
    y: { ...count, title: { text: "parameters" }, range: range(1) },
    legend: true,
    layout: {
      width: milliseconds ? 920 : 640,
      margin: { l: 70, r: milliseconds ? 24 : 80, t: 90, b: 60 },
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom" },
      yaxis2: {
        ...axis,
        ...count,
        title: { text: `multiply-adds, ${size} × ${size} maps` },
        range: range(positions),
        overlaying: "y",
        side: "right",
        showgrid: false,
      },
    } as PlotlyObject,
  };
  const times = Object.entries(milliseconds ?? {}).map(([at, time]) => [Number(at), time]);
  if (milliseconds) {
    frame.layout.xaxis2 = { ...axis, ...x, domain: [0.62, 1], anchor: "y3" };
    frame.layout.yaxis3 = {
      ...axis,
      title: { text: "time (ms), measured" },
      rangemode: "tozero",
      anchor: "x2",
    };
    data.push({
      name: "measured",
      x: times.map(([at]) => at),
      y: times.map(([, time]) => time),
      xaxis: "x2",
      yaxis: "y3",
      ...curve,
      showlegend: false,
    });
  }
  const digits = (value: number): string => value.toLocaleString("en-US");
  const ends = `${digits(parameters[0])} parameters with 1 segment to ${digits(parameters[segments.length - 1])} with ${channels}`;
  const took = times.map(([at, time]) => `${at}: ${time} ms`).join(", ");
  return chartOf(
    data,
    frame,
    `${ends}; plain ${kernel}×${kernel} ${digits(plain)}; ${positions} times as many multiply-adds${took && `; measured ${took}`}`,
  );
}

/** The largest, and from there down those that leave room for a label between them. */
function apart(segments: readonly number[]): number[] {
  const step = segments[segments.length - 1] ** 0.1;
  const kept: number[] = [];
  for (const count of [...segments].reverse())
    if (kept.length === 0 || kept[kept.length - 1] / count >= step) kept.push(count);
  return kept.reverse();
}

function check(sizes: Record<string, number>, milliseconds: Record<number, number> = {}): void {
  const refuse = (argument: string, value: unknown, expected: string): ConvKitError =>
    new ConvKitError({ operation: "chart.spectrum", argument, value, expected });
  for (const [name, value] of Object.entries(sizes))
    if (!(Number.isInteger(value) && value >= 1)) throw refuse(name, value, "must be a whole number ≥ 1");
  for (const [segments, time] of Object.entries(milliseconds)) {
    if (sizes.channels % Number(segments) !== 0)
      throw refuse("milliseconds", milliseconds, `${segments} must divide the ${sizes.channels} channels`);
    if (!(time >= 0)) throw refuse(`milliseconds[${segments}]`, time, "must be a time ≥ 0");
  }
}
