import { onnxModel } from "../onnxModel.js";
import { type Case, load, type Pass, type Peer, type Ready } from "../peer.js";

/** ONNX Runtime, one thread: in WebAssembly, and as native code (for scale, it is no portable peer). */
export const onnxruntime: readonly Peer[] = (["web", "node"] as const).map((kind) => ({
  name: kind === "web" ? "ONNX Runtime Web" : "ONNX Runtime native",
  async open() {
    const module = await load(`onnxruntime-${kind}`);
    const ort = module.default ?? module;
    if (kind === "web") ort.env.wasm.numThreads = 1;
    return { prepare: (pass: Pass, given: Case) => prepare(ort, kind, pass, given) };
  },
}));

async function prepare(
  ort: any,
  kind: "web" | "node",
  pass: Pass,
  { layer, x, w }: Case,
): Promise<Ready | string> {
  if (pass === "backward") return "computes no gradients";
  const threads = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await ort.InferenceSession.create(onnxModel(layer, w), {
    executionProviders: [kind === "web" ? "wasm" : "cpu"],
    ...threads,
  });
  const input = new ort.Tensor("float32", x, [1, layer.inChannels, layer.size, layer.size]);
  let last: any;
  return {
    async run() {
      last = await session.run({ x: input });
    },
    result: () => last.y.data,
    close: () => session.release(),
  };
}
