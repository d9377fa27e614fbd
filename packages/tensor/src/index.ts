export { setThreads, threads, threadsAvailable } from "@convkit/kernels";
export { assertClose, type CloseOptions } from "./assertClose.js";
export { bytesOf, elementCost } from "./cost.js";
export * from "./create.js";
export { carriesGradient, type DefinedOperation, defineOp, withOperation } from "./define.js";
export {
  allocate,
  bytesPerElement,
  commonDtype,
  type Data,
  type DType,
  requireFits,
  requireFloat,
  requireInteger,
  type Spec,
} from "./dtype.js";
export * from "./errors.js";
export { simdUnary } from "./fast/elementwise.js";
export { fastProduct } from "./fast/products.js";
export { simdWhole } from "./fast/vectors.js";
export {
  type Call,
  dispatch,
  type Interpreter,
  withInterpreter,
  withoutInterpreters,
} from "./interpreter.js";
export type {
  Algorithm,
  Axis,
  Cost,
  FastImplementation,
  HasOperation,
  InputDescription,
  Operand,
  Operation,
  VjpContext,
  Window,
} from "./operation.js";
export * from "./ops/abs.js";
export * from "./ops/add.js";
export * from "./ops/broadcast.js";
export * from "./ops/compare.js";
export * from "./ops/concat.js";
export * from "./ops/div.js";
export { type Binary, type Run, type Unary, unary } from "./ops/elementwise.js";
export * from "./ops/exp.js";
export * from "./ops/flip.js";
export * from "./ops/log.js";
export * from "./ops/matmul.js";
export * from "./ops/max.js";
export * from "./ops/maximum.js";
export * from "./ops/mul.js";
export * from "./ops/neg.js";
export * from "./ops/pick.js";
export * from "./ops/pow.js";
export * from "./ops/relu.js";
export * from "./ops/reshape.js";
export * from "./ops/slice.js";
export * from "./ops/sqrt.js";
export * from "./ops/square.js";
export * from "./ops/sub.js";
export * from "./ops/sum.js";
export * from "./ops/tanh.js";
export * from "./ops/transpose.js";
export * from "./ops/where.js";
export { type Choice, type Plan, plan, planAt, type Situation } from "./plan.js";
export { type Random, seededRandom } from "./random.js";
export { sumOf } from "./rows.js";
export {
  broadcastShapes,
  checkOptions,
  checkShape,
  normalizeAxes,
  sameShape,
  sizeOf,
  stridesOf,
} from "./shape.js";
export { type NestedArray, Tensor } from "./tensor.js";
export { type Graph, type GraphNode, trace } from "./trace.js";
