import type { Tensor } from "@convkit/tensor";

/** Computes a case with ConvKit's functions, from PyTorch's names of tensors and settings. */
export type Run = (tensors: Record<string, Tensor>, settings: Record<string, any>) => Tensor;

/** Further results that have no gradient, in the order in which PyTorch returns them. */
export type RunExtras = (tensors: Record<string, Tensor>, settings: Record<string, any>) => Tensor[];
