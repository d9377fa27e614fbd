import type { Activation, Graph, Node } from "../graph.js";

/** Uniform numbers in [low, high) from a small generator: the same for every library and run. */
export function uniform(length: number, seed: number, [low, high]: readonly [number, number]): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return low + ((high - low) * state) / 2 ** 32;
  });
}

/** Adds nodes with seeded random weights; every method takes values and returns the new one. */
export class Builder {
  readonly #nodes: Node[] = [];
  #seed = 1;

  #random(length: number, low: number, high: number): Float32Array {
    return uniform(length, this.#seed++, [low, high]);
  }

  #push(node: Node): number {
    return this.#nodes.push(node);
  }

  /** He's initialisation (He et al. 2015), uniform: variance 2/fan-in keeps activations of one size under ReLU. */
  conv(
    input: number,
    [inChannels, outChannels, kernel]: readonly [number, number, number],
    { stride = 1, groups = 1 }: { stride?: number; groups?: number } = {},
  ): number {
    const shape = [outChannels, inChannels / groups, kernel, kernel];
    const fanIn = shape[1] * kernel ** 2;
    const limit = Math.sqrt(6 / fanIn);
    const weight = { shape, data: this.#random(outChannels * fanIn, -limit, limit) };
    const padding = (kernel - 1) / 2;
    return this.#push({
      op: "conv",
      input,
      weight,
      stride,
      padding,
      dilation: 1,
      groups,
      transposed: false,
    });
  }

  /** With running statistics as after training: all about 1 and 0. `scale` is γ's mean. */
  batchNorm(input: number, channels: number, scale = 1): number {
    return this.#push({
      op: "batchNorm",
      input,
      gamma: this.#random(channels, 0.8 * scale, 1.2 * scale),
      beta: this.#random(channels, -0.2, 0.2),
      mean: this.#random(channels, -0.2, 0.2),
      variance: this.#random(channels, 0.7, 1.3),
      epsilon: 1e-5,
    });
  }

  activation(input: number, activation: Activation): number {
    return this.#push({ op: "activation", input, activation });
  }

  add(input: number, other: number): number {
    return this.#push({ op: "add", input, other });
  }

  maxPool(input: number, kernel: number, stride: number): number {
    return this.#push({ op: "maxPool", input, kernel, stride, padding: (kernel - 1) / 2 });
  }

  /** Global average pooling and a fully-connected layer. */
  classifier(input: number, inputs: number, outputs: number): number {
    const pooled = this.#push({ op: "globalAvgPool", input });
    const limit = Math.sqrt(3 / inputs);
    const weight = { shape: [outputs, inputs], data: this.#random(outputs * inputs, -limit, limit) };
    return this.#push({ op: "linear", input: pooled, weight, bias: this.#random(outputs, -0.1, 0.1) });
  }

  graph(name: string, shape: readonly number[]): Graph {
    return { name, shape, nodes: this.#nodes };
  }
}
