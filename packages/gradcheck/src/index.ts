export { assertGrad, GradientError } from "./assert.js";
export { type CheckOptions, checkGrad } from "./check.js";
export { type ErrorByStep, errorByStep } from "./errorByStep.js";
export { checkOperation, type OperationCheck } from "./operation.js";
export type { TensorFunction } from "./outputs.js";
export type { Entry, GradReport, InputReport, Kink, Order, Place, Problem } from "./report.js";
