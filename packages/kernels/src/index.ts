export { arenaBytes, arenaLimit, bytesFor, fitsArena } from "./arena.js";
export { addDirectly } from "./direct.js";
export {
  type Convolution,
  type Factors,
  inputGradMap,
  type Matrix,
  outputMap,
  type Part,
  type ProductMap,
  weightGradMap,
} from "./maps.js";
export type { Move } from "./moves.js";
export type { WindowAxis } from "./phases.js";
export type { Placement } from "./placement.js";
export { runPlain } from "./plainMap.js";
export { addProduct, type Operand } from "./product.js";
export { runSimd, simdMapBytes, simdMapCycles } from "./simdProduct.js";
export {
  runSlide,
  runSlideWeightGrad,
  type SlideProblem,
  slideBytes,
  slideCycles,
  slideProblem,
} from "./simdSlide.js";
export type { SlideMap, SlidePass } from "./slideMaps.js";
export { offsets, type Stretch, Walk } from "./walk.js";
export { type SimdLevel, simdLevel } from "./wasm/host.js";
export { runWinograd, winogradBytes, winogradCycles } from "./winograd/run.js";
export { type WinogradSetting, winogradSetting, winogradSupports } from "./winograd/setting.js";
