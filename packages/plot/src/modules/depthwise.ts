import { type ConvSettings, conv2d, depthwiseConv2d, pointwiseConv, taps } from "@convkit/conv";
import type { Brush } from "../conv/paint.js";
import type { Drawing } from "../drawing.js";
import { grouped, measure, parametersText, type Shape, volumeText } from "./measure.js";
import { arrow, column, type Piece, row, someOf, words } from "./piece.js";
import { cellFor, type ModuleSetting, pairOf } from "./setting.js";
import { type VolumeLook, volume } from "./volume.js";

const mapSize = 80;
const smallestKernelCell = 9;
const mostChannels = 4;

/** The setting with its defaults: 8 × 8 × 3, kernel 3, padding that keeps the size. */
function resolved(setting: ModuleSetting) {
  const { input = [3, 8, 8], kernel = 3, multiplier = 1, outChannels = 16 } = setting;
  const options: ConvSettings = { padding: setting.padding ?? "same" };
  if (setting.stride !== undefined) options.stride = setting.stride;
  if (setting.dilation !== undefined) options.dilation = setting.dilation;
  const maps = input[0] * multiplier;
  const kernels = [maps, 1, ...pairOf(kernel)];
  return {
    input: input as Shape,
    kernel: pairOf(kernel),
    multiplier,
    outChannels,
    options,
    maps,
    depthwise: measure((x, w) => depthwiseConv2d(x, w, options), input, kernels),
    cell: cellFor(input, mapSize),
    ...windowOf(input, kernels, options),
  };
}

/** Elements that the middle output reads, and that output. */
function windowOf(input: Shape, kernels: readonly number[], options: ConvSettings) {
  const spec = (shape: readonly number[]) => ({ shape, dtype: "float32" as const });
  const geometry = conv2d.operation.params({ ...options, groups: input[0] }, [
    spec([1, ...input]),
    spec(kernels),
  ]);
  const list = taps(geometry.window);
  const [rows, columns] = geometry.window.axes.map(({ output }) => output);
  const current = Math.floor(rows / 2) * columns + Math.floor(columns / 2);
  return { current, covered: [...list.input].filter((_, i) => list.output[i] === current) };
}

type Resolved = ReturnType<typeof resolved>;

/** A volume under its name and over its size. */
function named(brush: Brush, title: string, shape: Shape, look: VolumeLook): Piece {
  return column(8, words(brush, title, 15), volume(brush, shape, look), words(brush, volumeText(shape), 12));
}

function kernelCell({ cell }: Resolved): number {
  return Math.max(cell, smallestKernelCell);
}

function kernelsText(count: number, shape: Shape): string {
  return `${grouped(count)} kernel${count === 1 ? "" : "s"} ${volumeText(shape)}`;
}

/** One channel of a volume, alone. */
function single(brush: Brush, [, ...size]: Shape, look: VolumeLook, channel: number): Piece {
  return volume(brush, [1, ...size], { ...look, firstChannel: channel });
}

export function drawDepthwise(setting: ModuleSetting, brush: Brush): Drawing {
  const all = resolved(setting);
  const { input, kernel, multiplier, depthwise, cell, covered, current } = all;
  const kernelLook: VolumeLook = { part: "kernel", cell: kernelCell(all) };
  const lines = someOf(all.maps, mostChannels).map((map) => {
    if (map === "…") return words(brush, "…", 18);
    const channel = Math.floor(map / multiplier);
    return row(
      14,
      single(brush, input, { part: "input", cell, covered }, channel),
      words(brush, "∗", 20),
      single(brush, [1, ...kernel], kernelLook, channel),
      words(brush, "=", 18),
      single(brush, depthwise.shape, { part: "output", cell, current }, channel),
    );
  });
  const each = column(14, ...lines);
  const picture = row(
    22,
    named(brush, "input", input, { part: "input", cell, firstChannel: 0 }),
    arrow(brush, "split"),
    column(10, each, words(brush, kernelsText(all.maps, [1, ...kernel]), 13)),
    arrow(brush, "stack", "no sum"),
    named(brush, "output", depthwise.shape, {
      part: "output",
      cell,
      ...(multiplier === 1 && { firstChannel: 0 }),
    }),
  );
  return {
    body: picture.markup,
    width: picture.width,
    height: picture.height,
    top: 0,
    title: `Depthwise convolution, ${volumeText(input)} to ${volumeText(depthwise.shape)}`,
    how: "The channels are split, each is convolved with kernels of its own, and the results are stacked, not summed.",
    caption: [
      [`${parametersText(depthwise.parameters)}, `, `${grouped(depthwise.macs)} multiply-adds`],
      ["each channel has its own kernel; ", "no sum over channels"],
    ],
  };
}

export function drawSeparable(setting: ModuleSetting, brush: Brush): Drawing {
  const all = resolved(setting);
  const { input, kernel, multiplier, outChannels, depthwise, cell } = all;
  const pointwise = measure((x, w) => pointwiseConv(x, w), depthwise.shape, [outChannels, all.maps, 1, 1]);
  const ordinary = measure((x, w) => conv2d(x, w, all.options), input, [outChannels, input[0], ...kernel]);
  const parameters = depthwise.parameters + pointwise.parameters;
  const macs = depthwise.macs + pointwise.macs;
  const cellOfKernels = kernelCell(all);
  const channels: VolumeLook = { part: "kernel", cell: cellOfKernels, firstChannel: 0 };

  const set = (count: number, shape: Shape, parameters: number, one: (index: number) => Piece) => {
    const drawn = someOf(count, mostChannels).map((i) => (i === "…" ? words(brush, "…", 16) : one(i)));
    return column(
      8,
      words(brush, kernelsText(count, shape), 13),
      row(12, ...drawn),
      words(brush, parametersText(parameters), 12),
    );
  };
  const small = Math.max(14, cellOfKernels);
  const separable = row(
    16,
    named(brush, "input", input, { part: "input", cell, firstChannel: 0 }),
    arrow(brush),
    set(all.maps, [1, ...kernel], depthwise.parameters, (map) =>
      single(brush, [1, ...kernel], channels, Math.floor(map / multiplier)),
    ),
    arrow(brush, "stack"),
    named(brush, "maps", depthwise.shape, {
      part: "output",
      cell,
      ...(multiplier === 1 && { firstChannel: 0 }),
    }),
    arrow(brush, "no non-linearity", "between"),
    set(outChannels, [all.maps, 1, 1], pointwise.parameters, () =>
      volume(brush, [all.maps, 1, 1], {
        ...channels,
        cell: small,
        ...(multiplier > 1 && { firstChannel: undefined }),
      }),
    ),
    arrow(brush, "sum"),
    named(brush, "output", pointwise.shape, { part: "output", cell }),
  );
  const plain = row(
    16,
    named(brush, "input", input, { part: "input", cell, firstChannel: 0 }),
    arrow(brush),
    set(outChannels, [input[0], ...kernel], ordinary.parameters, () =>
      volume(brush, [input[0], ...kernel], channels),
    ),
    arrow(brush, "sum"),
    named(brush, "output", ordinary.shape, { part: "output", cell }),
  );
  const first = words(brush, "depthwise separable convolution", 16);
  const second = words(brush, "ordinary convolution", 16);
  const picture = left(14, first, separable, { markup: "", width: 0, height: 8 }, second, plain);
  const taps = kernel.reduce((a, b) => a * b, 1);
  const ratio = Number((parameters / ordinary.parameters).toFixed(3));
  return {
    body: picture.markup,
    width: picture.width,
    height: picture.height,
    top: 0,
    title: `Depthwise separable convolution beside the ordinary one, ${volumeText(input)} to ${volumeText(pointwise.shape)}`,
    how: "First each channel with a kernel of its own, then, with no non-linearity between, 1 × 1 kernels over all channels.",
    caption: [
      [
        `parameters: {${grouped(depthwise.parameters)} + ${grouped(pointwise.parameters)}}/{${grouped(ordinary.parameters)}} `,
        `= {${grouped(parameters)}}/{${grouped(ordinary.parameters)}} `,
        `= {${multiplier}}/{*N*} + {${multiplier}}/{*k*^2} `,
        `= {${multiplier}}/{${outChannels}} + {${multiplier}}/{${taps}} `,
        `= ${ratio}`,
      ],
      [`multiply-adds: ${grouped(macs)} `, `against ${grouped(ordinary.macs)}`],
    ],
  };
}

/** Below one another, from the left edge. */
function left(gap: number, ...pieces: Piece[]): Piece {
  const width = Math.max(...pieces.map((piece) => piece.width));
  return column(gap, ...pieces.map((piece) => ({ ...piece, width })));
}
