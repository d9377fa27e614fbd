import { folded } from "../folded.js";
import { type Conv, type Graph, type Node, shapesOf, type Weight } from "../graph.js";
import { type Case, joined, load, type Peer, type Ready } from "../peer.js";

/** jax-js on its WebAssembly device, without jit: that would join a padding to its convolution and be ten times slower. */
export const jax: readonly Peer[] = [
  {
    name: "jax-js wasm",
    slow: ["backward", "network"],
    async open(threads) {
      if (threads > 1) throw new Error("its number of threads cannot be set");
      // It takes a global Worker, which other libraries define, as a sign of shared memory.
      Reflect.deleteProperty(globalThis, "Worker");
      const module = await load("@jax-js/jax");
      await module.init("wasm");
      module.defaultDevice("wasm");
      const alone =
        <A extends unknown[]>(prepare: (module: any, ...args: A) => Ready) =>
        (...args: A): Ready => {
          Reflect.deleteProperty(globalThis, "Worker");
          return prepare(module, ...args);
        };
      return { infer: alone(infer), backward: alone(backward) };
    },
  },
];

const array = ({ numpy }: any, { data, shape }: Weight): any => numpy.array(data.slice(), { shape });

function infer(module: any, graph: Graph, x: Float32Array): Ready {
  const network = folded(graph);
  const weights = network.nodes.map((node) => {
    const vector = (data?: Float32Array): any[] =>
      data
        ? [array(module, { data, shape: node.op === "conv" ? [1, data.length, 1, 1] : [data.length] })]
        : [];
    return "weight" in node ? [array(module, node.weight), ...vector(node.bias)] : [];
  });
  const input = array(module, { data: x, shape: graph.shape });
  let last: any;
  return {
    async run() {
      last?.dispose();
      const values = [input];
      network.nodes.forEach((node, i) => {
        const other = node.op === "add" ? values[node.other].ref : undefined;
        const held = weights[i].map((one) => one.ref);
        values.push(step(module, node, values[node.input].ref, held, other));
      });
      last = values.pop();
      await module.blockUntilReady(last);
      for (const value of values.slice(1)) value.dispose();
    },
    result: () => last.ref.data(),
    close() {
      for (const one of [last, input, ...weights.flat()]) one.dispose();
    },
  };
}

function step(module: any, node: Node, value: any, [weight, bias]: any[], other?: any): any {
  const { lax, numpy } = module;
  const activated = (result: any, activation?: "relu" | "relu6"): any => {
    if (!activation) return result;
    return activation === "relu" ? numpy.maximum(result, 0) : numpy.clip(result, 0, 6);
  };
  switch (node.op) {
    case "conv": {
      const result = conv(module, node)(value, weight);
      return activated(bias ? result.add(bias) : result, node.activation);
    }
    case "add":
      return activated(value.add(other), node.activation);
    case "maxPool":
      return lax.reduceWindow(
        padded(module, value, node.padding),
        numpy.max,
        [1, 1, node.kernel, node.kernel],
        [1, 1, node.stride, node.stride],
      );
    case "globalAvgPool":
      return numpy.mean(value, [2, 3]);
    case "linear":
      return numpy.matmul(value, weight.transpose()).add(bias);
    default:
      throw new Error(`${node.op} stands alone`);
  }
}

const padded = ({ numpy }: any, value: any, padding: number): any =>
  numpy.pad(value, [
    [0, 0],
    [0, 0],
    [padding, padding],
    [padding, padding],
  ]);

function conv({ lax }: any, node: Conv): (x: any, w: any) => any {
  const { stride, padding, dilation, groups, transposed } = node;
  const pair = <T>(value: T): T[] => [value, value];
  const [steps, around, rhsDilation] = [pair(stride), pair(pair(padding)), pair(dilation)];
  return transposed
    ? (x, w) => lax.convTranspose(x, w, steps, around, { rhsDilation, transposeKernel: true })
    : (x, w) => lax.convGeneralDilated(x, w, steps, around, { rhsDilation, featureGroupCount: groups });
}

function backward(module: any, { graph, x, dy }: Case): Ready {
  const { vjp, blockUntilReady } = module;
  const [node] = graph.nodes as Conv[];
  const f = conv(module, node);
  const given = [{ data: x, shape: graph.shape }, node.weight, { data: dy, shape: shapesOf(graph)[1] }].map(
    (one) => array(module, one),
  );
  let last: any[] = [];
  return {
    async run() {
      for (const one of last) one.dispose();
      const [input, weight, grad] = given.map((one) => one.ref);
      last = vjp(f, [input, weight])[1](grad);
      await blockUntilReady(last);
    },
    async result() {
      const [dx, dw] = await Promise.all(last.map((one) => one.ref.data()));
      return joined(dx, dw);
    },
    close() {
      for (const one of [...last, ...given]) one.dispose();
    },
  };
}
