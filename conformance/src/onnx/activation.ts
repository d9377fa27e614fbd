import * as conv from "@convkit/conv";
import { add, mul, relu, reshape, type Tensor, tanh } from "@convkit/tensor";
import { type Run, unary } from "./node.js";

type Softmax = (x: Tensor, options: { axis: number }) => Tensor;

/** Before opset 13 the axis defaulted to 1, and everything from it on competed. */
const softmaxOf = (f: Softmax): Run =>
  unary((x, { axis }, opset) => {
    if (opset >= 13) return f(x, { axis: axis ?? -1 });
    const first = axis === undefined ? 1 : axis < 0 ? axis + x.rank : axis;
    const size = (axes: readonly number[]): number => axes.reduce((a, b) => a * b, 1);
    const rows = reshape(x, [size(x.shape.slice(0, first)), size(x.shape.slice(first))]);
    return reshape(f(rows, { axis: 1 }), x.shape);
  });

export const activations: Record<string, Run> = {
  Relu: unary((x) => relu(x)),
  Tanh: unary((x) => tanh(x)),
  Sigmoid: unary((x) => conv.sigmoid(x)),
  Softplus: unary((x) => conv.softplus(x)),
  LeakyRelu: unary((x, { alpha = 0.01 }) => conv.leakyRelu(x, { slope: alpha })),
  Elu: unary((x, { alpha = 1 }) => conv.elu(x, { alpha })),
  Gelu: unary((x, { approximate = "none" }) => conv.gelu(x, { approximate })),
  Swish: unary((x, { alpha = 1 }) => mul(conv.silu(mul(x, alpha)), 1 / alpha)),
  HardSwish: unary((x) => conv.hardSwish(x)),
  // ONNX's slope and offset are free; ours are 1/6 and 1/2.
  HardSigmoid: unary((x, { alpha = 0.2, beta = 0.5 }) =>
    conv.hardSigmoid(add(mul(x, 6 * alpha), 6 * beta - 3)),
  ),
  Softmax: softmaxOf(conv.softmax),
  LogSoftmax: softmaxOf(conv.logSoftmax),
};
