export { assertGrad, GradientError } from "./assert.js";
export { type CheckOptions, checkGrad } from "./check.js";
export type { Entry, GradReport, InputReport, Kink, Order, Place, Problem } from "./report.js";
export type { TensorFunction } from "./subject.js";
