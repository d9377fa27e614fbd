export { type ConvMatrixOptions, convMatrix, type SparseMatrix } from "./convMatrix.js";
export { type DirectAxis, directEquivalent } from "./directEquivalent.js";
export { type DirectForm, emulateTransposed, zeroStuff } from "./emulateTransposed.js";
export type { ConvGeometry, ConvSettings, TransposedSettings } from "./geometry.js";
export * from "./ops/conv.js";
export * from "./ops/im2col.js";
export * from "./ops/locallyConnected.js";
export type { Padding, PerAxis, Rank } from "./options.js";
export { type ReceptiveField, receptiveField, type WindowLayer } from "./receptiveField.js";
export {
  effectiveKernel,
  outputSize,
  type TransposedWindowOptions,
  transposedOutputSize,
  type WindowOptions,
} from "./sizes.js";
export { inputIndex, type Taps, taps } from "./taps.js";
