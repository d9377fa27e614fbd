import { folded } from "../folded.js";
import { type Conv, type Graph, type Node, shapesOf } from "../graph.js";
import { type Case, fromNhwc, joined, load, nhwc, type Peer, permuted, type Ready, toNhwc } from "../peer.js";
import { isSame } from "../same.js";

/** TensorFlow.js, NHWC and HWIO: `cpu` is its plain JavaScript, `wasm` its WebAssembly SIMD. */
export const tfjs: readonly Peer[] = (["wasm", "cpu"] as const).map(
  (backend): Peer => ({
    name: backend === "cpu" ? "TensorFlow.js plain" : "TensorFlow.js wasm",
    slow: backend === "cpu" ? ["backward", "network"] : ["backward"],
    async open(threads) {
      if (threads > 1 && (backend === "cpu" || "process" in globalThis))
        throw new Error(backend === "cpu" ? "has one thread" : "has threads in a browser only");
      const { default: tf } = await load("@tensorflow/tfjs");
      tf.enableProdMode();
      if (backend === "wasm") (await load("@tensorflow/tfjs-backend-wasm")).setThreadsCount(threads);
      const ready =
        <A extends unknown[]>(prepare: (...args: A) => Ready) =>
        async (...args: A): Promise<Ready> => {
          await tf.setBackend(backend);
          await tf.ready();
          const { run, ...rest } = prepare(...args);
          return {
            ...rest,
            async run() {
              if (tf.getBackend() !== backend) await tf.setBackend(backend);
              await run();
            },
          };
        };
      return {
        infer: ready((graph: Graph, x: Float32Array) => infer(tf, graph, x)),
        backward: ready((given: Case) => backward(tf, given)),
      };
    },
  }),
);

function infer(tf: any, graph: Graph, x: Float32Array): Ready {
  const network = folded(graph);
  const shapes = shapesOf(network);
  const steps = network.nodes.map((node, i) => step(tf, node, shapes[i + 1]));
  const input = tf.tensor(toNhwc(x, graph.shape), nhwc(graph.shape));
  let last: any;
  return {
    run() {
      last?.dispose();
      last = tf.tidy(() => {
        const values = [input];
        network.nodes.forEach((node, i) => {
          values.push(steps[i].apply(values[node.input], node.op === "add" ? values[node.other] : undefined));
        });
        return values.at(-1);
      });
      return last.data(); // waits for a device; here it is done already
    },
    result: () => fromNhwc(last.dataSync(), shapesOf(graph).at(-1)!),
    close() {
      for (const one of [last, input, ...steps.flatMap(({ weights }) => weights)]) one?.dispose();
    },
  };
}

/** A node with its weights made ready. */
interface Step {
  readonly weights: readonly any[];
  apply(value: any, other?: any): any;
}

function step(tf: any, node: Node, shape: readonly number[]): Step {
  const alone = (apply: Step["apply"]): Step => ({ weights: [], apply });
  switch (node.op) {
    case "conv": {
      const weight = weightOf(tf, node);
      const bias = node.bias && tf.tensor1d(node.bias);
      return { weights: [weight, bias], apply: (value) => conv(tf, node, shape, value, weight, bias) };
    }
    case "add":
      return alone((value, other) => activated(tf, tf.add(value, other), node.activation));
    case "maxPool":
      return alone((value) => tf.maxPool(value, node.kernel, node.stride, node.padding));
    case "globalAvgPool":
      return alone((value) => tf.mean(value, [1, 2]));
    case "linear": {
      const { data, shape } = node.weight;
      const weight = tf.tensor2d(permuted(data, shape, [1, 0]), [shape[1], shape[0]]);
      const bias = tf.tensor1d(node.bias);
      const apply = (value: any): any => tf.add(tf.matMul(value, weight), bias);
      return { weights: [weight, bias], apply };
    }
    default:
      throw new Error(`${node.op} stands alone`);
  }
}

const activated = (tf: any, value: any, activation?: "relu" | "relu6"): any =>
  activation ? tf[activation](value) : value;

/** OIHW → HWIO; depthwise [C, 1, k, k] → [k, k, C, 1]; transposed [Cin, Cout, k, k] → [k, k, Cout, Cin]. */
function orderOf(node: Conv): readonly number[] {
  return isDepthwise(node) ? [2, 3, 0, 1] : [2, 3, 1, 0];
}

function weightOf(tf: any, node: Conv): any {
  const { data, shape } = node.weight;
  if (node.groups > 1 && !isDepthwise(node)) throw new Error("has no grouped convolution");
  const order = orderOf(node);
  return tf.tensor4d(
    permuted(data, shape, order),
    order.map((axis) => shape[axis]),
  );
}

const isDepthwise = ({ groups, weight, transposed }: Conv): boolean =>
  groups > 1 && !transposed && weight.shape[0] === groups && weight.shape[1] === 1;

function conv(tf: any, node: Conv, shape: readonly number[], x: any, filter: any, bias?: any): any {
  const { stride, padding, dilation, transposed, activation } = node;
  if (transposed) return tf.conv2dTranspose(x, filter, nhwc(shape), stride, padding);
  const same = isSame(x.shape[1], node.weight.shape[2], node);
  const around = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  const padded = same || padding === 0 ? x : tf.pad(x, around);
  const settings = { strides: stride, pad: same ? "same" : "valid", dataFormat: "NHWC", dilations: dilation };
  const layer = isDepthwise(node) ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  return layer({ x: padded, filter, ...settings, bias, activation: activation ?? "linear" });
}

function backward(tf: any, { graph, x, dy }: Case): Ready {
  const [node] = graph.nodes as Conv[];
  const shape = shapesOf(graph)[1];
  const inputs = [tf.tensor(toNhwc(x, graph.shape), nhwc(graph.shape)), weightOf(tf, node)];
  const grad = tf.tensor(toNhwc(dy, shape), nhwc(shape));
  const pullback = tf.grads((a: any, b: any) => conv(tf, node, shape, a, b));
  let last: any[] = [];
  return {
    run() {
      for (const one of last) one.dispose();
      last = tf.tidy(() => pullback(inputs, grad));
      return Promise.all(last.map((one) => one.data()));
    },
    result() {
      const order = orderOf(node);
      const back = order.map((_, axis) => order.indexOf(axis));
      return joined(
        fromNhwc(last[0].dataSync(), graph.shape),
        permuted(last[1].dataSync(), last[1].shape, back),
      );
    },
    close() {
      for (const one of [...last, ...inputs, grad]) one.dispose();
    },
  };
}
