import type { MemoryRow } from "../chart/memory.js";

interface Layer {
  name: string;
  kernel: number;
  stride: number;
  channels: number;
}

// Simonyan & Zisserman 2015, configuration D.
const blocks = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** Convolutions (padding 1) and poolings, up to the last pooling. */
export const vgg16: readonly Layer[] = blocks.flatMap((block, b) => [
  ...block.map((channels, i) => ({ name: `conv${b + 1}_${i + 1}`, kernel: 3, stride: 1, channels })),
  { name: `pool${b + 1}`, kernel: 2, stride: 2, channels: block[0] },
]);

/**
 * What each layer holds in training by gradient descent with momentum, images of 224 × 224 in float32: activations
 * and weights, a gradient for each, a momentum for each weight. Biases are left out.
 */
export function vgg16Memory(batch: number): MemoryRow[] {
  const bytes = 4;
  const row = (name: string, outputs: number, weights: number): MemoryRow => {
    const [activations, parameters] = [batch * outputs * bytes, weights * bytes];
    const trained = { parameters, parameterGradients: parameters, optimiser: parameters };
    return { name, activations, gradients: activations, ...(weights > 0 && trained) };
  };
  let [size, channels] = [224, 3];
  const images = { name: "images", data: batch * size * size * channels * bytes };
  const maps = vgg16.map((layer) => {
    const weights = layer.stride === 1 ? layer.kernel ** 2 * channels * layer.channels : 0;
    size /= layer.stride;
    channels = layer.channels;
    return row(layer.name, size * size * channels, weights);
  });
  let inputs = size * size * channels;
  const dense = [4096, 4096, 1000].map((outputs, i) => {
    const weights = inputs * outputs;
    inputs = outputs;
    return row(`fc${i + 6}`, outputs, weights);
  });
  return [images, ...maps, ...dense];
}
