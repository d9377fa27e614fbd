import { type Layer, outputSize, weightShape } from "./layers.js";

type Field = Uint8Array;

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number): Field =>
  Uint8Array.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array): Field =>
  concat([Uint8Array.from([...varint(field * 8 + 2), ...varint(value.length)]), value]);
const text = (field: number, value: string): Field => bytes(field, new TextEncoder().encode(value));
const message = (field: number, ...fields: Field[]): Field => bytes(field, concat(fields));

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const float = 1;

function value(field: number, name: string, shape: readonly number[]): Field {
  const dimensions = shape.map((size) => message(1, number(1, size)));
  return message(field, text(1, name), message(2, message(1, number(1, float), message(2, ...dimensions))));
}

function integers(name: string, values: readonly number[]): Field {
  return message(5, text(1, name), ...values.map((v) => number(8, v)), number(20, 7));
}

/** A model of one convolution with its weight as a constant, in ONNX's protocol buffers (onnx.proto3). */
export function onnxModel(layer: Layer, w: Float32Array): Uint8Array {
  const { inChannels, outChannels, size, kernel, stride, padding, dilation, groups, transposed } = layer;
  const output = outputSize(layer);
  const node = message(
    1,
    text(1, "x"),
    text(1, "w"),
    text(2, "y"),
    text(4, transposed ? "ConvTranspose" : "Conv"),
    integers("kernel_shape", [kernel, kernel]),
    integers("strides", [stride, stride]),
    integers("pads", [padding, padding, padding, padding]),
    integers("dilations", [dilation, dilation]),
    message(5, text(1, "group"), number(3, groups), number(20, 2)),
  );
  const weight = message(
    5,
    ...weightShape(layer).map((extent) => number(1, extent)),
    number(2, float),
    text(8, "w"),
    bytes(9, new Uint8Array(w.buffer, w.byteOffset, w.byteLength)),
  );
  const graph = message(
    7,
    node,
    text(2, "layer"),
    weight,
    value(11, "x", [1, inChannels, size, size]),
    value(12, "y", [1, outChannels, output, output]),
  );
  return concat([number(1, 8), graph, message(8, number(2, 17))]);
}
