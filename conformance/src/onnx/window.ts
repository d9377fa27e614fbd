import * as conv from "@convkit/conv";
import { pad, type Tensor, tensor } from "@convkit/tensor";
import { ofRank } from "../cases.js";
import { input, type Node, numbers, type Run, unary } from "./node.js";

type Pairs = [number, number][];

/** ONNX's pads are all begins, then all ends; auto_pad replaces them. */
function paddingOf({ auto_pad = "NOTSET", pads }: Node["attributes"], rank: number): conv.Padding {
  if (auto_pad === "SAME_UPPER") return "same";
  if (auto_pad === "SAME_LOWER") return "same-lower";
  if (auto_pad === "VALID" || !pads) return "valid";
  return Array.from({ length: rank }, (_, axis): [number, number] => [pads[axis], pads[axis + rank]]);
}

const spatialRank = (x: Tensor): number => x.rank - 2;

/** Stride defaults to 1 in ONNX, in pooling too. */
function windowOf(attributes: Node["attributes"], rank: number) {
  const { strides = 1, dilations = 1 } = attributes;
  return { stride: strides, dilation: dilations, padding: paddingOf(attributes, rank) };
}

function poolOf({ kernel_shape, ceil_mode = 0, ...attributes }: Node["attributes"], rank: number) {
  return { ...windowOf(attributes, rank), kernel: kernel_shape, ceilMode: ceil_mode === 1 };
}

const convolution: Run = (node) => {
  const [x, w] = [input(node, 0), input(node, 1)];
  const rank = spatialRank(x);
  const f = ofRank(rank, conv.conv1d, conv.conv2d, conv.conv3d);
  const { group = 1 } = node.attributes;
  return [f(x, w, { ...windowOf(node.attributes, rank), groups: group, bias: node.inputs[2] })];
};

const transposed: Run = (node) => {
  const [x, w] = [input(node, 0), input(node, 1)];
  const rank = spatialRank(x);
  const f = ofRank(rank, conv.convTranspose1d, conv.convTranspose2d, conv.convTranspose3d);
  const { group = 1, output_padding, output_shape } = node.attributes;
  const { stride, dilation, padding } = windowOf(node.attributes, rank);
  const shared = { stride, dilation, groups: group, bias: node.inputs[2] };
  // With auto_pad the size is input · stride, and output_padding has nothing to add.
  if (typeof padding === "string" && padding !== "valid") return [f(x, w, { ...shared, padding })];
  if (output_shape) {
    const natural = f(x, w, shared).shape.slice(2);
    return [
      f(x, w, {
        ...shared,
        padding: cropsTo(output_shape, natural, output_padding),
        outputSize: output_shape,
      }),
    ];
  }
  return [f(x, w, { ...shared, padding, outputPadding: output_padding })];
};

/** A wanted output_shape spreads the crop over both ends, the odd one at the start. */
function cropsTo(wanted: number[], natural: number[], extra: number[] = wanted.map(() => 0)): Pairs {
  return wanted.map((size, axis) => {
    const total = Math.max(0, natural[axis] + extra[axis] - size);
    return [total - Math.floor(total / 2), Math.floor(total / 2)];
  });
}

const maximum: Run = (node) => {
  const x = input(node, 0);
  const rank = spatialRank(x);
  const options = poolOf(node.attributes, rank);
  if (node.outputs.length === 1)
    return [ofRank(rank, conv.maxPool1d, conv.maxPool2d, conv.maxPool3d)(x, options)];
  const f = ofRank(rank, conv.maxPool1dWithIndices, conv.maxPool2dWithIndices, conv.maxPool3dWithIndices);
  const { y, indices } = f(x, options);
  return [y, wholeIndices(indices, x.shape, node.attributes.storage_order === 1)];
};

/** ONNX counts positions in the whole tensor, with storage_order 1 down the columns of each plane. */
function wholeIndices(indices: Tensor, [, , ...plane]: readonly number[], columnMajor: boolean): Tensor {
  const size = plane.reduce((a, b) => a * b, 1);
  const perPlane = indices.size / (indices.shape[0] * indices.shape[1]);
  const columns = (index: number): number => (index % plane[1]) * plane[0] + Math.floor(index / plane[1]);
  const whole = Array.from(indices.data, (index, i) => {
    return (columnMajor ? columns(index) : index) + Math.floor(i / perPlane) * size;
  });
  return tensor(whole, indices.shape, "int32");
}

const unpool: Run = (node) => {
  const [x, whole] = [input(node, 0), input(node, 1)];
  const { kernel_shape, strides = [1, 1] } = node.attributes;
  const inputSize = x.shape.slice(2).map((n, axis) => (n - 1) * strides[axis] + kernel_shape[axis]);
  const plane = inputSize[0] * inputSize[1];
  const indices = tensor(
    Array.from(whole.data, (index) => index % plane),
    whole.shape,
    "int32",
  );
  const y = conv.maxUnpool2d(x, indices, { inputSize });
  // The indices belong to the size that kernel and stride imply; a larger output_shape adds zeros after it.
  const wanted = numbers(node.inputs[2]) ?? y.shape;
  return [
    pad(
      y,
      wanted.map((size, axis): [number, number] => [0, size - y.shape[axis]]),
    ),
  ];
};

const columnsToImage: Run = (node) => {
  const inputSize = numbers(node.inputs[1])!;
  const kernel = numbers(node.inputs[2])!;
  return [conv.col2im(input(node, 0), { inputSize, kernel, ...windowOf(node.attributes, inputSize.length) })];
};

export const windows: Record<string, Run> = {
  Conv: convolution,
  ConvTranspose: transposed,
  Col2Im: columnsToImage,
  MaxPool: maximum,
  MaxUnpool: unpool,
  AveragePool: unary((x, attributes) => {
    const options = poolOf(attributes, spatialRank(x));
    const f = ofRank(spatialRank(x), conv.avgPool1d, conv.avgPool2d, conv.avgPool3d);
    return f(x, { ...options, countIncludePad: attributes.count_include_pad === 1 });
  }),
  LpPool: unary((x, attributes) => {
    const f = ofRank(spatialRank(x), conv.lpPool1d, conv.lpPool2d, conv.lpPool3d);
    return f(x, { ...poolOf(attributes, spatialRank(x)), p: attributes.p ?? 2 });
  }),
  GlobalAveragePool: unary((x) => conv.globalAvgPool(x)),
  GlobalMaxPool: unary((x) => conv.globalMaxPool(x)),
};
