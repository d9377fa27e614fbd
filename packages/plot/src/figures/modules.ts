import { type Figure, module } from "./figure.js";

/** Layers put together. */
export const modules: Record<string, Figure> = {
  Inception_v3: module("the Inception module of Inception V3", { module: "Inception", variant: "v3" }),
  Inception_simplified: module("an Inception module with convolutions of one size", {
    module: "Inception",
    variant: "simplified",
  }),
  Inception_reformulated: module("the same as one 1 × 1 and segments of its channels", {
    module: "Inception",
    variant: "reformulated",
  }),
  Inception_extreme: module("a segment for each channel", { module: "Inception", variant: "extreme" }),
  residual: module("the basic residual block", { module: "residual", variant: "basic" }),
  residual_bottleneck: module("a bottleneck", { module: "residual", variant: "bottleneck" }),
  residual_projection: module("a block that changes the shape", {
    module: "residual",
    variant: "projection",
  }),
  residual_preactivation: module("norm and activation before each convolution", {
    module: "residual",
    variant: "pre-activation",
  }),
  fc_to_conv: module("VGG-16’s first layer after the maps", { module: "fc-to-conv" }),
  sliding: module("a classifier over a larger image in one pass", { module: "sliding" }),
  stack: module("three small kernels see as much as a large one", { module: "stack" }),
};
