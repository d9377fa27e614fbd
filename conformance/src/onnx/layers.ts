import * as conv from "@convkit/conv";
import { add, concat, matmul, mul, reshape, type Tensor, transpose } from "@convkit/tensor";
import { input, numbers, type Run, unary } from "./node.js";

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

const gemm: Run = (node) => {
  const { alpha = 1, beta = 1, transA = 0, transB = 0 } = node.attributes;
  const [a, b] = [input(node, 0), input(node, 1)];
  const c = node.inputs[2];
  const left = transA ? transpose(a) : a;
  // B transposed is the weight of a linear layer.
  const y = mul(transB ? conv.linear(left, b) : matmul(left, b), alpha);
  return [c ? add(y, mul(c, beta)) : y];
};

/** As in NumPy: a vector takes part as a row on the left, as a column on the right. */
function matrixProduct(a: Tensor, b: Tensor): Tensor {
  const left = a.rank === 1 ? reshape(a, [1, ...a.shape]) : a;
  const right = b.rank === 1 ? reshape(b, [...b.shape, 1]) : b;
  const y = matmul(left, right);
  const lead = y.shape.slice(0, -2);
  const [rows, columns] = y.shape.slice(-2);
  return reshape(y, [...lead, ...(a.rank === 1 ? [] : [rows]), ...(b.rank === 1 ? [] : [columns])]);
}

function flattenAt(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  const lead = product(x.shape.slice(0, at));
  return conv.flatten(reshape(x, [lead, ...x.shape.slice(at), ...(at === x.rank ? [1] : [])]));
}

/** In mode DCR the place inside a block varies slowest among the channels, in CRD (pixel shuffle) fastest. */
const depthToSpace: Run = unary((x, { blocksize: factor, mode = "DCR" }) =>
  conv.pixelShuffle(mode === "DCR" ? conv.channelShuffle(x, { groups: factor ** 2 }) : x, { factor }),
);

const spaceToDepth: Run = unary((x, { blocksize: factor, mode = "DCR" }) => {
  const y = conv.pixelUnshuffle(x, { factor });
  return mode === "DCR" ? conv.channelShuffle(y, { groups: x.shape[1] }) : y;
});

/** Resize and its forerunner Upsample, by the places of their inputs. */
const resize =
  (scales: number, sizes: number): Run =>
  (node) => {
    const x = input(node, 0);
    const { mode = "nearest", coordinate_transformation_mode = "half_pixel", axes } = node.attributes;
    const spatial = (index: number): number[] | undefined => {
      const given = numbers(node.inputs[index]);
      if (!given) return undefined;
      if (!axes) return given.slice(2);
      return [2, 3].map((axis) => given[axes.indexOf(axis)]);
    };
    const size = spatial(sizes);
    const to = size ? { size } : { scale: spatial(scales) };
    if (mode === "nearest") return [conv.upsample(x, to)];
    const alignCorners = coordinate_transformation_mode === "align_corners";
    return [conv.upsample(x, { ...to, mode: "linear", alignCorners })];
  };

export const layers: Record<string, Run> = {
  Gemm: gemm,
  MatMul: (node) => [matrixProduct(input(node, 0), input(node, 1))],
  Flatten: unary((x, { axis = 1 }) => flattenAt(x, axis)),
  Concat: (node) => [concat(node.inputs as Tensor[], node.attributes.axis)],
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Resize: resize(2, 3),
  Upsample: resize(1, 2),
};
