import { add, concat, matmul, mul, relu, reshape, type Tensor, tanh, transpose } from "@convkit/tensor";
import { input, type Run, unary } from "./node.js";

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

const gemm: Run = (node) => {
  const { alpha = 1, beta = 1, transA = 0, transB = 0 } = node.attributes;
  const [a, b] = [input(node, 0), input(node, 1)];
  const c = node.inputs[2];
  const y = mul(matmul(transA ? transpose(a) : a, transB ? transpose(b) : b), alpha);
  return [c ? add(y, mul(c, beta)) : y];
};

/** As in NumPy: a vector takes part as a row on the left, as a column on the right. */
const product1d = (a: Tensor, b: Tensor): Tensor => {
  const y = matmul(
    a.rank === 1 ? reshape(a, [1, ...a.shape]) : a,
    b.rank === 1 ? reshape(b, [...b.shape, 1]) : b,
  );
  const shape = [...y.shape];
  if (b.rank === 1) shape.pop();
  if (a.rank === 1) shape.splice(b.rank === 1 ? -1 : -2, 1);
  return reshape(y, shape);
};

function flattenAt(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.rank : axis;
  return reshape(x, [product(x.shape.slice(0, at)), product(x.shape.slice(at))]);
}

export const layers: Record<string, Run> = {
  Gemm: gemm,
  MatMul: (node) => [product1d(input(node, 0), input(node, 1))],
  Flatten: unary((x, { axis = 1 }) => flattenAt(x, axis)),
  Concat: (node) => [concat(node.inputs as Tensor[], node.attributes.axis)],
  Relu: unary((x) => relu(x)),
  Tanh: unary((x) => tanh(x)),
};
