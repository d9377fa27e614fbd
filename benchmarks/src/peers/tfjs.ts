import { outputSize, weightShape } from "../layers.js";
import { type Case, joined, load, type Pass, type Peer, permuted, type Ready } from "../peer.js";

/** TensorFlow.js, NHWC and HWIO: `cpu` is its plain JavaScript, `wasm` one thread of WebAssembly SIMD. */
export const tfjs: readonly Peer[] = (["wasm", "cpu"] as const).map(
  (backend): Peer => ({
    name: backend === "cpu" ? "TensorFlow.js plain" : "TensorFlow.js wasm",
    slowBackward: true,
    async open() {
      const { default: tf } = await load("@tensorflow/tfjs");
      if (backend === "wasm") (await load("@tensorflow/tfjs-backend-wasm")).setThreadsCount(1);
      return {
        async prepare(pass: Pass, given: Case): Promise<Ready | string> {
          await tf.setBackend(backend);
          await tf.ready();
          return prepare(tf, pass, given);
        },
      };
    },
  }),
);

function prepare(tf: any, pass: Pass, { layer, x, w, dy }: Case): Ready | string {
  const { inChannels, outChannels, size, stride, padding, dilation, groups, transposed } = layer;
  const depthwise = groups > 1 && groups === inChannels && groups === outChannels;
  if (groups > 1 && !depthwise) return "has no grouped convolution";
  const output = outputSize(layer);
  const toNhwc = (data: Float32Array, channels: number, side: number): any =>
    tf.tensor4d(permuted(data, [channels, side, side], [1, 2, 0]), [1, side, side, channels]);
  const shape = weightShape(layer);
  // OIHW → HWIO; depthwise [C, 1, k, k] → [k, k, C, 1]; transposed [Cin, Cout, k, k] → [k, k, Cout, Cin].
  const order = depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0];
  const weight = tf.tensor4d(
    permuted(w, shape, order),
    order.map((axis) => shape[axis]),
  );
  const [input, grad] = [toNhwc(x, inChannels, size), toNhwc(dy, outChannels, output)];
  const pad = [
    [0, 0],
    [padding, padding],
    [padding, padding],
    [0, 0],
  ];
  const f = (a: any, b: any): any => {
    if (transposed) return tf.conv2dTranspose(a, b, [1, output, output, outChannels], stride, padding);
    if (depthwise) return tf.depthwiseConv2d(tf.pad(a, pad), b, stride, "valid", "NHWC", dilation);
    return tf.conv2d(a, b, stride, dilation > 1 && padding === dilation ? "same" : padding, "NHWC", dilation);
  };
  const pullback = tf.grads(f);
  let last: any[] = [];
  return {
    async run() {
      for (const one of last) one.dispose();
      last =
        pass === "forward"
          ? [tf.tidy(() => f(input, weight))]
          : tf.tidy(() => pullback([input, weight], grad));
    },
    result() {
      const nchw = (t: any, channels: number, side: number): Float32Array =>
        permuted(t.dataSync(), [side, side, channels], [2, 0, 1]);
      if (pass === "forward") return nchw(last[0], outChannels, output);
      const back = order.map((_, axis) => order.indexOf(axis));
      return joined(nchw(last[0], inChannels, size), permuted(last[1].dataSync(), last[1].shape, back));
    },
    close() {
      for (const one of [...last, input, weight, grad]) one.dispose();
    },
  };
}
