import { type Conv, type Graph, type MaxPool, type Node, shapesOf, windowed } from "./graph.js";

/** A network's output in float64 by the definitions: what every library is checked against. */
export function exactOutput(graph: Graph, x: Float32Array): Float64Array {
  const shapes = shapesOf(graph);
  const values: Float64Array[] = [Float64Array.from(x)];
  for (const node of graph.nodes)
    values.push(
      after(node, values[node.input], shapes[node.input], node.op === "add" ? values[node.other] : undefined),
    );
  return values.at(-1)!;
}

function after(node: Node, x: Float64Array, shape: readonly number[], other?: Float64Array): Float64Array {
  const [, channels, size] = shape;
  const area = size ** 2;
  switch (node.op) {
    case "conv":
      return conv(node, x, channels, size);
    case "batchNorm": {
      const factor = node.gamma.map((g, c) => g / Math.sqrt(node.variance[c] + node.epsilon));
      return x.map((v, i) => {
        const c = Math.floor(i / area);
        return (v - node.mean[c]) * factor[c] + node.beta[c];
      });
    }
    case "activation":
      return x.map((v) =>
        Math.min(Math.max(v, 0), node.activation === "relu" ? Number.POSITIVE_INFINITY : 6),
      );
    case "add":
      return x.map((v, i) => v + other![i]);
    case "maxPool":
      return maxPool(node, x, channels, size);
    case "globalAvgPool":
      return Float64Array.from(
        { length: channels },
        (_, c) => x.subarray(c * area, (c + 1) * area).reduce((a, b) => a + b, 0) / area,
      );
    case "linear":
      return Float64Array.from(node.bias, (b, o) =>
        x.reduce((sum, v, i) => sum + v * node.weight.data[o * x.length + i], b),
      );
  }
}

/** Adds each tap's share to whole rows of the output: few branches, so billions of them take seconds. */
function conv(node: Conv, x: Float64Array, channels: number, size: number): Float64Array {
  const [filters, perFilter, kernel] = node.weight.shape;
  const side = windowed(size, kernel, node);
  const y = new Float64Array(filters * side ** 2);
  for (let o = 0; o < filters; o++)
    for (let c = 0; c < perFilter; c++) {
      const channel = Math.floor(o / (filters / node.groups)) * perFilter + c;
      for (let tap = 0; tap < kernel ** 2; tap++) {
        const w = node.weight.data[(o * perFilter + c) * kernel ** 2 + tap];
        const rows = inside(Math.floor(tap / kernel), size, side, node);
        const columns = inside(tap % kernel, size, side, node);
        for (let row = rows.first; row <= rows.last; row++) {
          const from = (channel * size + row * node.stride + rows.shift) * size + columns.shift;
          const to = (o * side + row) * side;
          for (let j = columns.first; j <= columns.last; j++) y[to + j] += w * x[from + j * node.stride];
        }
      }
    }
  if (channels !== perFilter * node.groups) throw new Error("the weight has other channels than the input");
  return y;
}

/** The outputs whose tap lies inside the input: output i reads i · stride + shift. */
function inside(
  tap: number,
  size: number,
  side: number,
  { stride, padding, dilation }: { stride: number; padding: number; dilation: number },
): { shift: number; first: number; last: number } {
  const shift = tap * dilation - padding;
  const last = Math.min(side - 1, Math.floor((size - 1 - shift) / stride));
  return { shift, first: Math.max(0, Math.ceil(-shift / stride)), last };
}

function maxPool(node: MaxPool, x: Float64Array, channels: number, size: number): Float64Array {
  const side = windowed(size, node.kernel, node);
  const y = new Float64Array(channels * side ** 2).fill(Number.NEGATIVE_INFINITY);
  for (let c = 0; c < channels; c++)
    for (let tap = 0; tap < node.kernel ** 2; tap++) {
      const rows = inside(Math.floor(tap / node.kernel), size, side, { ...node, dilation: 1 });
      const columns = inside(tap % node.kernel, size, side, { ...node, dilation: 1 });
      for (let row = rows.first; row <= rows.last; row++)
        for (let j = columns.first; j <= columns.last; j++) {
          const from = (c * size + row * node.stride + rows.shift) * size + columns.shift + j * node.stride;
          const to = (c * side + row) * side + j;
          y[to] = Math.max(y[to], x[from]);
        }
    }
  return y;
}
