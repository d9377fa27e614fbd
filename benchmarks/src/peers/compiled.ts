import { compile } from "@convkit/nn/compile";
import { type Spec, type Tensor, tensor } from "@convkit/tensor";
import { type Conv, type Graph, shapesOf } from "../graph.js";
import { type Case, joined, type Peer, type Ready } from "../peer.js";
import { gradientsFunction, useThreads } from "./convkit.js";
import { networkFunction } from "./convkitNetwork.js";

/** Laid out once: weights prepared; inputs are copied in and results out. */
export const compiled: readonly Peer[] = [
  {
    name: "ConvKit compiled",
    async open(threads) {
      useThreads(threads);
      return { infer, backward };
    },
  },
];

const spec = (shape: readonly number[]): Spec => ({ shape, dtype: "float32" });

function infer(graph: Graph, x: Float32Array): Ready {
  const network = compile(networkFunction(graph), [spec(graph.shape)]);
  const input = tensor(x, graph.shape);
  let last: Tensor;
  return {
    run() {
      last = network(input);
    },
    result: () => last.data as Float32Array,
  };
}

function backward({ graph, x, w, dy }: Case): Ready {
  const [node] = graph.nodes as Conv[];
  const shapes = [graph.shape, node.weight.shape, shapesOf(graph)[1]];
  const gradients = compile(gradientsFunction(node), shapes.map(spec));
  const inputs = [x, w, dy].map((data, i) => tensor(data, shapes[i]));
  let last: readonly Tensor[] = [];
  return {
    run() {
      last = gradients(...inputs);
    },
    result: () => joined(last[0].data as Float32Array, last[1].data as Float32Array),
  };
}
