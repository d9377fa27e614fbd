import { type Graph, type Node, shapesOf } from "./graph.js";
import { bytes, concat, type Field, float, integer, message, text } from "./protobuf.js";

const float32 = 1;
const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A network with its weights as constants, in ONNX's protocol buffers (onnx.proto3), opset 17. */
export function onnxModel(graph: Graph): Uint8Array {
  const shapes = shapesOf(graph);
  const weights: Field[] = [];
  /** Stores an array and returns its name. */
  const constant = (data: Float32Array, shape: readonly number[] = [data.length]): string => {
    if (data.length !== product(shape)) throw new Error(`${data.length} numbers do not fill [${shape}]`);
    const name = `w${weights.length}`;
    const sizes = shape.map((extent) => integer(1, extent));
    const raw = bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    weights.push(message(5, ...sizes, integer(2, float32), text(8, name), raw));
    return name;
  };
  const nodes = graph.nodes.flatMap((node, i) => onnxNodes(node, `v${i + 1}`, constant));
  const last = shapes.length - 1;
  const body = [...nodes, text(2, "network"), ...weights, value(11, 0, shapes[0])];
  const whole = message(7, ...body, value(12, last, shapes[last]));
  return concat([integer(1, 8), whole, message(8, integer(2, 17))]);
}

function value(field: number, index: number, shape: readonly number[]): Field {
  const type = message(
    1,
    integer(1, float32),
    message(2, ...shape.map((size) => message(1, integer(1, size)))),
  );
  return message(field, text(1, `v${index}`), message(2, type));
}

function onnxNodes(
  node: Node,
  output: string,
  constant: (data: Float32Array, shape?: readonly number[]) => string,
): Field[] {
  const make = (type: string, inputs: readonly string[], attributes: Field[] = [], name = output): Field =>
    message(1, ...inputs.map((input) => text(1, input)), text(2, name), text(4, type), ...attributes);
  const input = `v${node.input}`;
  switch (node.op) {
    case "conv": {
      const { weight, bias, transposed, stride, padding, dilation, groups } = node;
      const kernel = weight.shape[2];
      const inputs = [input, constant(weight.data, weight.shape), ...(bias ? [constant(bias)] : [])];
      const attributes = [...window(kernel, stride, padding), pair("dilations", dilation), group(groups)];
      return [make(transposed ? "ConvTranspose" : "Conv", inputs, attributes)];
    }
    case "batchNorm": {
      const { gamma, beta, mean, variance, epsilon } = node;
      const inputs = [input, ...[gamma, beta, mean, variance].map((data) => constant(data))];
      return [
        make("BatchNormalization", inputs, [
          message(5, text(1, "epsilon"), float(2, epsilon), integer(20, 1)),
        ]),
      ];
    }
    case "activation":
      if (node.activation === "relu") return [make("Relu", [input])];
      return [make("Clip", [input, constant(Float32Array.of(0), []), constant(Float32Array.of(6), [])])];
    case "add":
      return [make("Add", [input, `v${node.other}`])];
    case "maxPool":
      return [make("MaxPool", [input], window(node.kernel, node.stride, node.padding))];
    case "globalAvgPool":
      return [make("GlobalAveragePool", [input], [], `${output}p`), make("Flatten", [`${output}p`])];
    case "linear": {
      const transpose = message(5, text(1, "transB"), integer(3, 1), integer(20, 2));
      const inputs = [input, constant(node.weight.data, node.weight.shape), constant(node.bias)];
      return [make("Gemm", inputs, [transpose])];
    }
  }
}

function integers(name: string, values: readonly number[]): Field {
  return message(5, text(1, name), ...values.map((v) => integer(8, v)), integer(20, 7));
}
const pair = (name: string, value: number): Field => integers(name, [value, value]);
const window = (kernel: number, stride: number, padding: number): Field[] => [
  pair("kernel_shape", kernel),
  pair("strides", stride),
  integers("pads", [padding, padding, padding, padding]),
];
const group = (groups: number): Field => message(5, text(1, "group"), integer(3, groups), integer(20, 2));
