import type { ConvDiagramOptions } from "../conv/diagram.js";
import type { ConvSetting } from "../conv/setting.js";
import type { ModuleDiagramOptions } from "../modules/diagram.js";
import type { ModuleSetting } from "../modules/setting.js";
import { conv, type Figure, module } from "./figure.js";

/** The figures that the notes on convolution refer to, under their names there. */
export const course: Record<
  "deconv" | "deconv1" | "deconv2" | "mconv",
  Figure<ConvSetting, ConvDiagramOptions>
> &
  Record<"depthwise" | "depthwise_sep" | "Inception", Figure<ModuleSetting, ModuleDiagramOptions>> = {
  deconv: conv("the transpose of no padding and stride 2", {
    input: 2,
    kernel: 3,
    stride: 2,
    transposed: true,
  }),
  deconv1: conv("the transpose of padding 1 and stride 2", {
    input: 3,
    kernel: 3,
    stride: 2,
    padding: 1,
    transposed: true,
  }),
  deconv2: conv("the same with one row and column of output padding, for an even size", {
    input: 3,
    kernel: 3,
    stride: 2,
    padding: 1,
    outputPadding: 1,
    transposed: true,
  }),
  mconv: conv("a dilated convolution: 9 weights spread over 25 cells", { input: 7, kernel: 3, dilation: 2 }),
  depthwise: module("one filter for each channel, nothing added across channels", { module: "depthwise" }),
  depthwise_sep: module("depthwise, then 1 × 1; beside it the ordinary convolution", {
    module: "depthwise_sep",
  }),
  Inception: module("the Inception module as the Xception paper draws it", { module: "Inception" }),
};
