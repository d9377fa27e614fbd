import { type ConvDiagramOptions, convDiagram } from "./conv/diagram.js";
import type { ConvSetting } from "./conv/setting.js";
import { type ModuleDiagramOptions, moduleDiagram } from "./modules/diagram.js";
import type { ModuleSetting } from "./modules/setting.js";

/** A drawing function and what it draws: the figure is `draw(setting, options)`. */
export interface Figure<Setting extends object = object, Options extends object = object> {
  draw(setting: Setting, options?: Options): string;
  setting: Setting;
}

const conv = (setting: ConvSetting): Figure<ConvSetting, ConvDiagramOptions> => ({
  draw: convDiagram,
  setting,
});
const module = (setting: ModuleSetting): Figure<ModuleSetting, ModuleDiagramOptions> => ({
  draw: moduleDiagram,
  setting,
});

/** The course's figures by name. */
export const figures: Record<
  "deconv" | "deconv1" | "deconv2" | "mconv",
  Figure<ConvSetting, ConvDiagramOptions>
> &
  Record<"depthwise" | "depthwise_sep" | "Inception", Figure<ModuleSetting, ModuleDiagramOptions>> = {
  deconv: conv({ input: 2, kernel: 3, stride: 2, transposed: true }),
  deconv1: conv({ input: 3, kernel: 3, stride: 2, padding: 1, transposed: true }),
  deconv2: conv({ input: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1, transposed: true }),
  mconv: conv({ input: 7, kernel: 3, dilation: 2 }),
  depthwise: module({ module: "depthwise" }),
  depthwise_sep: module({ module: "depthwise_sep" }),
  Inception: module({ module: "Inception" }),
};
