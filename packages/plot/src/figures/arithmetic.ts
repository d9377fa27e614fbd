import { outputSize } from "@convkit/conv";
import type { ConvDiagramOptions } from "../conv/diagram.js";
import type { ConvSetting } from "../conv/setting.js";
import { conv, type Figure } from "./figure.js";

type ConvFigure = Figure<ConvSetting, ConvDiagramOptions>;

interface Row {
  input: number;
  kernel: number;
  stride?: number;
  padding?: number;
  dilation?: number;
}

/** The settings of Dumoulin & Visin's figures (2016, §2 and §4), under the names of their files. */
const rows: Record<string, [about: string, row: Row]> = {
  no_padding_no_strides: ["no padding, stride 1", { input: 4, kernel: 3 }],
  arbitrary_padding_no_strides: ["any padding, stride 1", { input: 5, kernel: 4, padding: 2 }],
  same_padding_no_strides: ["half padding: the size stays", { input: 5, kernel: 3, padding: 1 }],
  full_padding_no_strides: [
    "full padding: every overlap of kernel and input",
    { input: 5, kernel: 3, padding: 2 },
  ],
  no_padding_strides: ["no padding, stride 2", { input: 5, kernel: 3, stride: 2 }],
  padding_strides: ["padding 1, stride 2", { input: 5, kernel: 3, stride: 2, padding: 1 }],
  padding_strides_odd: [
    "padding 1, stride 2, a cell left over: the last padded row and column are not read",
    { input: 6, kernel: 3, stride: 2, padding: 1 },
  ],
  dilation: ["dilation 2", { input: 7, kernel: 3, dilation: 2 }],
};

/** From the output's size back to the input's; what the floor dropped comes back as output padding. */
function transposed({ input, kernel, ...window }: Row): ConvSetting {
  const { stride = 1, padding = 0, dilation = 1 } = window;
  const dropped = (input + 2 * padding - dilation * (kernel - 1) - 1) % stride;
  return {
    input: outputSize(input, { kernel, ...window }),
    kernel,
    ...window,
    ...(dropped > 0 && { outputPadding: dropped }),
    transposed: true,
  };
}

export const arithmetic: Record<string, ConvFigure> = Object.fromEntries(
  Object.entries(rows).flatMap(([name, [about, row]]): [string, ConvFigure][] => [
    [name, conv(about, row)],
    [`${name}_transposed`, conv(`${about.split(":")[0]}, transposed`, transposed(row))],
  ]),
);
