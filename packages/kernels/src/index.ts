export { type Copy, type CopyAxis, copyProgram, mergedAxes } from "./copies/program.js";
export { arenaBytes, arenaLimit, fitsArena, programBytes, runProgram } from "./eager.js";
export { elementwiseSupports, runElementwise } from "./elementwise/eager.js";
export type { FormulaName } from "./elementwise/formulas.js";
export { broadcastLayout, type Kind, type Layout, type Source } from "./elementwise/layout.js";
export { type Elementwise, elementwiseProgram } from "./elementwise/program.js";
export { softmaxProgram } from "./elementwise/softmax.js";
export { descriptorWords, type LoadedStep, lineBytes, Machine } from "./machine.js";
export {
  type Convolution,
  type Factors,
  inputGradMap,
  type Matrix,
  outputMap,
  type ProductMap,
  weightGradMap,
} from "./maps.js";
export { type Matrices, matrixMap, matrixProgram } from "./matrices.js";
export type { Move } from "./moves.js";
export { type Normalization, normProgram } from "./norm/program.js";
export type { WindowAxis } from "./phases.js";
export type { Placement } from "./placement.js";
export { addDirectly } from "./plain/direct.js";
export { runPlain } from "./plain/map.js";
export { addProduct, type Operand } from "./plain/product.js";
export {
  avgPoolGradProgram,
  avgPoolProgram,
  maxPoolGradProgram,
  maxPoolProgram,
  type Pooling,
  poolCycles,
} from "./pool/program.js";
export { productCycles, productProgram } from "./product/program.js";
export type { Fusion, Part, Places, Program, Routine, Step } from "./program.js";
export { type SlideKind, slideCycles, slideElements, slideSupports } from "./slide/cost.js";
export { slideProgram, slideWeightGradProgram } from "./slide/program.js";
export { type SumLayout, sumLayout } from "./sums/layout.js";
export { sumProgram } from "./sums/program.js";
export { setThreads, threads, threadsAvailable } from "./threads/threads.js";
export { offsets, type Stretch, Walk } from "./walk.js";
export { type SimdLevel, simdAvailable, simdLevel } from "./wasm/host.js";
export { winogradCycles, winogradGradientCycles } from "./winograd/cost.js";
export { winogradGradientProgram } from "./winograd/gradientProgram.js";
export { winogradProgram } from "./winograd/program.js";
export { type WinogradSetting, winogradSetting, winogradSupports } from "./winograd/setting.js";
