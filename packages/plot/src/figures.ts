import type { ConvSetting } from "./conv/setting.js";

/** The course's four figures by name, each a setting for `convDiagram`. */
export const figures: Record<"deconv" | "deconv1" | "deconv2" | "mconv", ConvSetting> = {
  deconv: { input: 2, kernel: 3, stride: 2, transposed: true },
  deconv1: { input: 3, kernel: 3, stride: 2, padding: 1, transposed: true },
  deconv2: { input: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1, transposed: true },
  mconv: { input: 7, kernel: 3, dilation: 2 },
};
