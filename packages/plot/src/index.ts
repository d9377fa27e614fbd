export { type ConvDiagramOptions, convDiagram, stepCount } from "./conv/diagram.js";
export type { ConvSetting } from "./conv/setting.js";
export { figures } from "./figures.js";
