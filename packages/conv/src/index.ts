export type { BatchNormGeometry, BatchNormSettings } from "./batchNormGeometry.js";
export { type ConvMatrixOptions, convMatrix, type SparseMatrix } from "./convMatrix.js";
export { type DirectAxis, directEquivalent } from "./directEquivalent.js";
export type { AvgPoolGeometry } from "./divisors.js";
export { type DirectForm, emulateTransposed, zeroStuff } from "./emulateTransposed.js";
export * from "./fcConv.js";
export type { ConvGeometry, ConvSettings, TransposedSettings } from "./geometry.js";
export * from "./inverseSizes.js";
export type { Activation } from "./ops/activation.js";
export * from "./ops/adaptivePool.js";
export * from "./ops/avgPool.js";
export * from "./ops/batchNorm.js";
export * from "./ops/batchStatistics.js";
export * from "./ops/conv.js";
export * from "./ops/crossEntropy.js";
export * from "./ops/depthwiseConv.js";
export * from "./ops/dropout.js";
export * from "./ops/elu.js";
export { erf } from "./ops/erf.js";
export * from "./ops/flatten.js";
export * from "./ops/gelu.js";
export * from "./ops/globalPool.js";
export * from "./ops/groupNorm.js";
export * from "./ops/hardSigmoid.js";
export * from "./ops/hardSwish.js";
export * from "./ops/im2col.js";
export * from "./ops/instanceNorm.js";
export * from "./ops/layerNorm.js";
export * from "./ops/leakyRelu.js";
export * from "./ops/linear.js";
export * from "./ops/locallyConnected.js";
export * from "./ops/localResponseNorm.js";
export * from "./ops/lpPool.js";
export type { MaxPoolGeometry, Ties } from "./ops/maxima.js";
export * from "./ops/maxPool.js";
export * from "./ops/maxPoolIndices.js";
export * from "./ops/maxPoolWithIndices.js";
export * from "./ops/maxUnpool.js";
export * from "./ops/mse.js";
export type { Norm, NormOptions } from "./ops/norm.js";
export * from "./ops/pointwiseConv.js";
export * from "./ops/relu6.js";
export * from "./ops/separableConv.js";
export * from "./ops/shuffle.js";
export * from "./ops/sigmoid.js";
export * from "./ops/silu.js";
export * from "./ops/softmax.js";
export * from "./ops/softplus.js";
export * from "./ops/upsample.js";
export type { Padding, PerAxis, Rank } from "./options.js";
export type { PoolGeometry, PoolOptions } from "./poolGeometry.js";
export { type ReceptiveField, receptiveField, type WindowLayer } from "./receptiveField.js";
export type { Reduction } from "./reduction.js";
export type { ResampleGeometry, UpsampleOptions } from "./resampleGeometry.js";
export {
  effectiveKernel,
  outputSize,
  type TransposedWindowOptions,
  transposedOutputSize,
  type WindowOptions,
} from "./sizes.js";
export { inputIndex, type Taps, taps } from "./taps.js";
export type { TracedField } from "./tracedField.js";
