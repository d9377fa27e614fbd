import { type Layer, outputSize } from "./layers.js";
import type { Case, Pass } from "./peer.js";

/** Some elements of a result in float64, by the definition: what every library is checked against. */
export interface Sample {
  readonly at: readonly number[];
  readonly values: readonly number[];
}

/** Places looked at in every result. */
const places = 150;

/** The plain convolution y(x, w) of a layer; a transposed layer is the input gradient of one. */
interface Plain extends Omit<Layer, "transposed"> {
  readonly output: number;
}

export function exact(pass: Pass, { layer, x, w, dy }: Case): Sample {
  const output = outputSize(layer);
  const plain: Plain = layer.transposed
    ? {
        ...layer,
        inChannels: layer.outChannels,
        outChannels: layer.inChannels,
        size: output,
        output: layer.size,
      }
    : { ...layer, output };
  const [big, small] = layer.transposed ? [dy, x] : [x, dy];
  const toOutput = (at: number): number => outputAt(plain, big, w, at);
  const toInput = (at: number): number => inputGradAt(plain, small, w, at);
  const [there, back] = layer.transposed ? [toInput, toOutput] : [toOutput, toInput];
  if (pass === "forward") return sampled(dy.length, there);
  return sampled(x.length + w.length, (at) =>
    at < x.length ? back(at) : weightGradAt(plain, big, small, at - x.length),
  );
}

/** Largest difference from the exact values, as a share of the largest of them. */
export function errorOf(result: Float32Array, { at, values }: Sample): number {
  const scale = Math.max(...values.map(Math.abs));
  return Math.max(...at.map((place, i) => Math.abs(result[place] - values[i]))) / scale;
}

/** Values at places that steps of the golden ratio find, in every channel, row and column; both ends are there. */
export function sampled(length: number, value: (at: number) => number): Sample {
  const at = Array.from({ length: places }, (_, i) => Math.floor(length * ((i * 0.6180339887498949) % 1)));
  at.push(length - 1);
  return { at, values: at.map(value) };
}

/** Calls `visit` with the tap (i, j) and the position read, for one window. */
function eachTap(
  p: Plain,
  row: number,
  column: number,
  visit: (tap: number, position: number) => void,
): void {
  for (let i = 0; i < p.kernel; i++)
    for (let j = 0; j < p.kernel; j++) {
      const r = row * p.stride + i * p.dilation - p.padding;
      const c = column * p.stride + j * p.dilation - p.padding;
      if (r >= 0 && c >= 0 && r < p.size && c < p.size) visit(i * p.kernel + j, r * p.size + c);
    }
}

function outputAt(p: Plain, x: Float32Array, w: Float32Array, at: number): number {
  const [channel, row, column] = split(at, p.output);
  const inGroup = p.inChannels / p.groups;
  const first = Math.floor(channel / (p.outChannels / p.groups)) * inGroup;
  let sum = 0;
  for (let c = 0; c < inGroup; c++)
    eachTap(p, row, column, (tap, position) => {
      sum += x[(first + c) * p.size ** 2 + position] * w[(channel * inGroup + c) * p.kernel ** 2 + tap];
    });
  return sum;
}

function inputGradAt(p: Plain, dy: Float32Array, w: Float32Array, at: number): number {
  const [channel, row, column] = split(at, p.size);
  const [inGroup, outGroup] = [p.inChannels / p.groups, p.outChannels / p.groups];
  const first = Math.floor(channel / inGroup) * outGroup;
  let sum = 0;
  for (let i = 0; i < p.kernel; i++)
    for (let j = 0; j < p.kernel; j++) {
      const r = (row + p.padding - i * p.dilation) / p.stride;
      const c = (column + p.padding - j * p.dilation) / p.stride;
      if (!Number.isInteger(r) || !Number.isInteger(c) || r < 0 || c < 0 || r >= p.output || c >= p.output)
        continue;
      for (let o = first; o < first + outGroup; o++) {
        const weight = w[(o * inGroup + (channel % inGroup)) * p.kernel ** 2 + i * p.kernel + j];
        sum += dy[o * p.output ** 2 + r * p.output + c] * weight;
      }
    }
  return sum;
}

function weightGradAt(p: Plain, x: Float32Array, dy: Float32Array, at: number): number {
  const [pair, i, j] = split(at, p.kernel);
  const inGroup = p.inChannels / p.groups;
  const [o, c] = [Math.floor(pair / inGroup), pair % inGroup];
  const channel = Math.floor(o / (p.outChannels / p.groups)) * inGroup + c;
  let sum = 0;
  for (let row = 0; row < p.output; row++)
    for (let column = 0; column < p.output; column++)
      eachTap(p, row, column, (tap, position) => {
        if (tap !== i * p.kernel + j) return;
        sum += x[channel * p.size ** 2 + position] * dy[o * p.output ** 2 + row * p.output + column];
      });
  return sum;
}

function split(at: number, side: number): [channel: number, row: number, column: number] {
  return [Math.floor(at / side ** 2), Math.floor(at / side) % side, at % side];
}
