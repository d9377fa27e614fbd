import { type Field, Writer } from "./flatbuffer.js";
import { type Activation, type Conv, type Graph, type MaxPool, shapesOf, type Weight } from "./graph.js";
import { nhwc, permuted } from "./peer.js";
import { isSame } from "./same.js";

/** Numbers of TensorFlow Lite's schema (schema.fbs): operators, and the tables of their options in the union. */
const operators = {
  add: { code: 0, options: 11 },
  conv: { code: 3, options: 1 },
  depthwise: { code: 4, options: 2 },
  linear: { code: 9, options: 8 },
  maxPool: { code: 17, options: 5 },
  pad: { code: 34, options: 22 },
  mean: { code: 40, options: 27 },
  transposed: { code: 67, options: 49 },
} as const;
const codes = Object.keys(operators) as (keyof typeof operators)[];

const int8 = (value: number): Field => ({ int8: value });
const int32 = (value: number): Field => ({ int32: value });
const fused = (activation?: Activation): Field => int8(activation === "relu" ? 1 : activation ? 3 : 0);
const [same, valid] = [int8(0), int8(1)];

/** A folded network as a TensorFlow Lite model, NHWC. Throws for what the format has no operator for. */
export function tfliteModel(graph: Graph): Uint8Array {
  return new Model(graph).bytes();
}

class Model {
  readonly #writer = new Writer();
  readonly #tensors: number[] = [];
  readonly #buffers: number[] = [this.#writer.table()]; // buffer 0 is the empty one
  readonly #operators: number[] = [];
  readonly #shapes: readonly (readonly number[])[];
  /** The tensor that holds each value of the graph. */
  readonly #values: number[];

  readonly graph: Graph;

  constructor(graph: Graph) {
    this.graph = graph;
    this.#shapes = shapesOf(graph);
    this.#values = [this.#tensor(nhwc(graph.shape))];
    graph.nodes.forEach((node, i) => {
      const output = this.#tensor(nhwc(this.#shapes[i + 1]));
      const input = this.#values[node.input];
      this.#values.push(output);
      if (node.op === "conv") this.#conv(node, input, output, i + 1);
      else if (node.op === "maxPool") this.#maxPool(node, input, output);
      else if (node.op === "add")
        this.#operator("add", [input, this.#values[node.other]], output, [fused(node.activation)]);
      else if (node.op === "globalAvgPool")
        this.#operator("mean", [input, this.#integers([1, 2])], output, [int8(0)]);
      else if (node.op === "linear")
        this.#operator("linear", [input, this.#constant(node.weight), this.#vector(node.bias)], output, [
          fused(),
        ]);
      else throw new Error(`${node.op} that nothing absorbs is not written`);
    });
  }

  bytes(): Uint8Array {
    const writer = this.#writer;
    const list = [writer.tables(this.#tensors), writer.integers([this.#values[0]])];
    const outputs = writer.integers([this.#values.at(-1)!]);
    const subgraph = writer.table(...list, outputs, writer.tables(this.#operators), writer.text("main"));
    // The code stands twice: in a byte for old readers, and in full.
    const opcodes = codes.map((name) => {
      const { code } = operators[name];
      return writer.table(int8(code), undefined, int32(1), int32(code));
    });
    const model = writer.table(
      int32(3),
      writer.tables(opcodes),
      writer.tables([subgraph]),
      writer.text(this.graph.name),
      writer.tables(this.#buffers),
    );
    return writer.finish(model, "TFL3");
  }

  #tensor(shape: readonly number[], type = 0, buffer = 0): number {
    const name = this.#writer.text(`t${this.#tensors.length}`);
    const table = this.#writer.table(this.#writer.integers(shape), int8(type), int32(buffer), name);
    return this.#tensors.push(table) - 1;
  }

  #constant({ data, shape }: Weight | { data: Int32Array; shape: readonly number[] }): number {
    const buffer = this.#buffers.push(this.#writer.table(this.#writer.bytes(data))) - 1;
    return this.#tensor(shape, data instanceof Int32Array ? 2 : 0, buffer);
  }

  #vector = (data: Float32Array): number => this.#constant({ data, shape: [data.length] });
  #integers = (values: readonly number[], shape: readonly number[] = [values.length]): number =>
    this.#constant({ data: Int32Array.from(values), shape });

  #operator(
    name: keyof typeof operators,
    inputs: readonly number[],
    output: number,
    options: readonly Field[],
  ): void {
    const lists = [this.#writer.integers(inputs), this.#writer.integers([output])];
    const table = { offset: this.#writer.table(...options) };
    this.#operators.push(
      this.#writer.table(int32(codes.indexOf(name)), ...lists, int8(operators[name].options), table),
    );
  }

  /** Zeros around the maps of `value`. */
  #padded(value: number, padding: number): number {
    const [n, c, h, w] = this.#shapes[value];
    const output = this.#tensor([n, h + 2 * padding, w + 2 * padding, c]);
    const amounts = this.#integers([0, 0, padding, padding, padding, padding, 0, 0], [4, 2]);
    this.#operator("pad", [this.#values[value], amounts], output, []);
    return output;
  }

  #conv(conv: Conv, input: number, output: number, value: number): void {
    const { weight, groups, stride, dilation, padding, transposed } = conv;
    const [first, second, kernel] = weight.shape;
    const size = this.#shapes[conv.input][2];
    const steps = [int32(stride), int32(stride)];
    const dilations = [int32(dilation), int32(dilation)];
    const bias = this.#vector(conv.bias ?? new Float32Array(this.#shapes[value][1]));
    if (transposed) {
      const asSame = 2 * padding === kernel - stride && dilation === 1;
      if (groups > 1 || !(asSame || padding === 0)) throw new Error("has no such transposed convolution");
      const filter = this.#filter(weight, [1, 2, 3, 0]);
      const size = this.#integers(nhwc(this.#shapes[value]));
      this.#operator("transposed", [size, filter, input], output, [asSame ? same : valid, ...steps]);
      return;
    }
    const asSame = isSame(size, kernel, conv);
    const from = asSame || padding === 0 ? input : this.#padded(conv.input, padding);
    const pad = asSame ? same : valid;
    if (groups === first && second === 1 && groups > 1) {
      const filter = this.#filter(weight, [1, 2, 3, 0]);
      const settings = [pad, ...steps, int32(1), fused(conv.activation), ...dilations];
      this.#operator("depthwise", [from, filter, bias], output, settings);
    } else {
      const filter = this.#filter(weight, [0, 2, 3, 1]);
      this.#operator("conv", [from, filter, bias], output, [
        pad,
        ...steps,
        fused(conv.activation),
        ...dilations,
      ]);
    }
  }

  #filter({ data, shape }: Weight, order: readonly number[]): number {
    return this.#constant({ data: permuted(data, shape, order), shape: order.map((axis) => shape[axis]) });
  }

  #maxPool({ input, kernel, stride, padding }: MaxPool, from: number, output: number): void {
    const maker = this.graph.nodes[input - 1];
    if (padding > 0 && !(maker && "activation" in maker))
      throw new Error("padding with zeros is only right for values ≥ 0");
    const padded = padding > 0 ? this.#padded(input, padding) : from;
    const settings = [valid, int32(stride), int32(stride), int32(kernel), int32(kernel), fused()];
    this.#operator("maxPool", [padded], output, settings);
  }
}
