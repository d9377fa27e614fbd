import { vjp } from "@convkit/autograd";
import { setThreads, type Tensor, tensor, threads, threadsAvailable } from "@convkit/tensor";
import { type Conv, type Graph, shapesOf } from "../graph.js";
import { type Case, joined, type Peer, type Ready } from "../peer.js";
import { convFunction, networkFunction } from "./convkitNetwork.js";

/** As users call it: tensors in, a new tensor out, nothing prepared or kept. */
export const convkit: readonly Peer[] = [
  {
    name: "ConvKit eager",
    async open(count) {
      useThreads(count);
      return { infer: (graph, x) => infer(graph, x), backward };
    },
  },
];

/** x, w and dy to both gradients of a convolution. */
export function gradientsFunction(node: Conv): (x: Tensor, w: Tensor, dy: Tensor) => Tensor[] {
  const f = convFunction(node);
  return (x, w, dy) => [...vjp(f, x, w).pullback(dy)];
}

export function useThreads(count: number): void {
  setThreads(count);
  if (threads() !== count) throw new Error(String(threadsAvailable()));
}

/** With every convolution by `algorithm`. */
export function infer(graph: Graph, x: Float32Array, algorithm = "auto"): Ready {
  const network = networkFunction(graph, algorithm);
  const input = tensor(x, graph.shape);
  let last = network(input);
  return {
    run() {
      last = network(input);
    },
    result: () => last.data as Float32Array,
  };
}

function backward({ graph, x, w, dy }: Case): Ready {
  const [node] = graph.nodes as Conv[];
  const inputs = [tensor(x, graph.shape), tensor(w, node.weight.shape)] as const;
  const { pullback } = vjp(convFunction(node), ...inputs);
  const grad = tensor(dy, shapesOf(graph)[1]);
  let last = pullback(grad);
  return {
    run() {
      last = pullback(grad);
    },
    result: () => joined(last[0].data as Float32Array, last[1].data as Float32Array),
  };
}
