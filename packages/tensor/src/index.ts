export { bytesOf, elementCost } from "./cost.js";
export * from "./create.js";
export { carriesGradient, type DefinedOperation, defineOp, withOperation } from "./define.js";
export { bytesPerElement, commonDtype, type Data, type DType, type Spec } from "./dtype.js";
export * from "./errors.js";
export { type Call, dispatch, type Interpreter, withInterpreter } from "./interpreter.js";
export type {
  Axis,
  Cost,
  HasOperation,
  InputDescription,
  Operand,
  Operation,
  VjpContext,
  Window,
} from "./operation.js";
export * from "./ops/add.js";
export * from "./ops/broadcast.js";
export * from "./ops/div.js";
export * from "./ops/exp.js";
export * from "./ops/mul.js";
export * from "./ops/neg.js";
export * from "./ops/reshape.js";
export * from "./ops/sub.js";
export { type Random, seededRandom } from "./random.js";
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
