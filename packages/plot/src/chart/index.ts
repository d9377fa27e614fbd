export { type BarsSetting, bars } from "./bars.js";
export { type BorderWashoutSetting, borderWashout } from "./borderWashout.js";
export { type CheckerboardSetting, checkerboard, type UpsamplingLayer } from "./checkerboard.js";
export { type CurvesSetting, curves } from "./curves.js";
export { type GradientCheckSetting, gradientCheck } from "./gradientCheck.js";
export { type HeatmapSetting, heatmap } from "./heatmap.js";
export { receptiveField } from "./receptiveField.js";
export { type ReceptiveFieldMapSetting, receptiveFieldMap } from "./receptiveFieldMap.js";
export { type SizesSetting, sizes } from "./sizes.js";
