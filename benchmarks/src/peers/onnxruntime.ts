import type { Graph } from "../graph.js";
import { onnxModel } from "../onnxModel.js";
import { load, type Peer, type Ready } from "../peer.js";

/** ONNX Runtime: in WebAssembly, and as native code (for scale, it is no portable peer). */
export const onnxruntime: readonly Peer[] = (["web", "node"] as const).map((kind) => ({
  name: kind === "web" ? "ONNX Runtime Web" : "ONNX Runtime native",
  async open(threads) {
    const module = await load(`onnxruntime-${kind}`);
    const ort = module.default ?? module;
    if (kind === "web") ort.env.wasm.numThreads = threads;
    const options = {
      executionProviders: [kind === "web" ? "wasm" : "cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    };
    return { infer: (graph, x) => infer(ort, options, graph, x) };
  },
}));

async function infer(ort: any, options: object, graph: Graph, x: Float32Array): Promise<Ready> {
  const session = await ort.InferenceSession.create(onnxModel(graph), options);
  const input = new ort.Tensor("float32", x, graph.shape);
  let last: any;
  return {
    async run() {
      last = await session.run({ v0: input });
    },
    result: () => last[`v${graph.nodes.length}`].data,
    close: () => session.release(),
  };
}
