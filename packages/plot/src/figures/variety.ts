import type { ConvSetting } from "../conv/setting.js";
import { conv, type Figure } from "./figure.js";

// CS231n, "Convolutional Networks": strides of a row of neurons.
const row: ConvSetting = { input: 5, kernel: 3, rank: 1, padding: 1, x: [1, 2, -1, 1, -3], w: [1, 0, -1] };
const upsampling = { input: 3, kernel: 3, stride: 2, padding: 1, transposed: true } as const;
const strided = { input: 5, kernel: 3, stride: 2 } as const;
const downsampling = { input: 5, kernel: 3, stride: 2, padding: 1 } as const;

/** Other ranks, channels and paddings. */
export const variety: Record<string, Figure> = {
  stride1_1d: conv("one axis, stride 1", { ...row, stride: 1 }),
  stride2_1d: conv("one axis, stride 2", { ...row, stride: 2 }),
  stride3_1d: conv("one axis, stride 3 does not fit: the last padded cell is not read", {
    ...row,
    stride: 3,
  }),
  causal_1d: conv("causal: no output reads what comes after it", {
    input: 7,
    kernel: 3,
    rank: 1,
    padding: [[2, 0]],
  }),
  dilated_1d: conv("one axis, dilation 2", { input: 9, kernel: 3, rank: 1, dilation: 2 }),
  transposed_1d: conv("one axis, transposed", { input: 4, kernel: 3, rank: 1, stride: 2, transposed: true }),
  volume: conv("three axes: slices in depth stand side by side", { input: 4, kernel: 2, rank: 3, stride: 2 }),
  channels: conv("two maps to three: a kernel for each pair, results added over the inputs", {
    input: 5,
    kernel: 3,
    inChannels: 2,
    outChannels: 3,
  }),
  groups: conv("two groups: no output reads the other group’s inputs", {
    input: 4,
    kernel: 3,
    groups: 2,
    inChannels: 4,
    outChannels: 4,
  }),
  asymmetric_padding: conv("padding at the end only", {
    input: 6,
    kernel: 3,
    stride: 2,
    padding: [
      [0, 1],
      [0, 1],
    ],
  }),
  rectangular: conv("sizes of their own for each axis", {
    input: [4, 9],
    kernel: [3, 2],
    stride: [1, 2],
    padding: [
      [1, 1],
      [0, 1],
    ],
  }),
  no_overlap_transposed: conv("kernel 2 and stride 2, transposed: nothing overlaps", {
    input: 3,
    kernel: 2,
    stride: 2,
    transposed: true,
  }),
  cropped_transposed: conv("padding beyond the kernel, transposed: the padded input is cropped", {
    input: 5,
    kernel: 3,
    stride: 2,
    padding: 3,
    transposed: true,
  }),
};

/** Other ways to look at a convolution. */
export const views: Record<string, Figure> = {
  padding_strides_gradient: conv("where each input’s gradient comes from", downsampling, {
    view: "gradient",
  }),
  deconv1_gradient: conv("the gradient of a transposed convolution is a convolution", upsampling, {
    view: "gradient",
  }),
  deconv_scatter: conv(
    "a transposed convolution as it is computed: each input paints the kernel, overlaps add",
    { input: 2, kernel: 3, stride: 2, transposed: true },
    { view: "scatter" },
  ),
  deconv1_scatter: conv("painting with padding: what falls outside is cut off", upsampling, {
    view: "scatter",
  }),
  no_padding_strides_kept: conv("a stride as stride 1, of whose outputs every second is kept", strided, {
    view: "kept",
  }),
  padding_strides_tilted: conv("seen from the side", downsampling, { layout: "tilted" }),
  deconv1_tilted: conv("transposed, seen from the side", upsampling, { layout: "tilted" }),
};
