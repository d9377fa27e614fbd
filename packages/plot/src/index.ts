export type { Chart, PlotlyObject } from "./chart/chart.js";
export * as chart from "./chart/index.js";
export { type ConvDiagramOptions, convDiagram, stepCount } from "./conv/diagram.js";
export type { Layout } from "./conv/layouts.js";
export type { View } from "./conv/scene.js";
export type { ConvSetting } from "./conv/setting.js";
export { figures } from "./figures.js";
export { type MatrixDiagramOptions, type MatrixSetting, matrixDiagram } from "./matrix/diagram.js";
export type { Theme } from "./theme.js";
