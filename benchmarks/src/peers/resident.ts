import { type Data, type Spec, type Tensor, trace } from "@convkit/tensor";
import { choose } from "../../../packages/nn/src/compile/choose.js";
import { evaluateConstants, withoutDead } from "../../../packages/nn/src/compile/constants.js";
import { foldAffine } from "../../../packages/nn/src/compile/fold.js";
import { load } from "../../../packages/nn/src/compile/load.js";
import { networkOf } from "../../../packages/nn/src/compile/network.js";
import { type Conv, type Graph, shapesOf } from "../graph.js";
import { type Case, joined, type Peer, type Ready } from "../peer.js";
import { gradientsFunction, useThreads } from "./convkit.js";
import { networkFunction } from "./convkitNetwork.js";

/** A layer as it is inside a compiled network: its input lies in the network's memory, and its result stays there. */
export const resident: readonly Peer[] = [
  {
    name: "ConvKit resident",
    async open(threads) {
      useThreads(threads);
      return { infer, backward };
    },
  },
];

function infer(graph: Graph, x: Float32Array): Ready {
  if (graph.nodes.length > 1) throw new Error("is for layers alone");
  return layer((input) => [networkFunction(graph)(input)], [x], [graph.shape]);
}

function backward({ graph, x, w, dy }: Case): Ready {
  const [node] = graph.nodes as Conv[];
  const shapes = [graph.shape, node.weight.shape, shapesOf(graph)[1]];
  return layer(gradientsFunction(node), [x, w, dy], shapes);
}

/** As `compile`, without the copies in and out. */
function layer(
  f: (...inputs: Tensor[]) => Tensor[],
  data: readonly Data[],
  shapes: readonly (readonly number[])[],
): Ready {
  const graph = trace(
    f,
    shapes.map((shape): Spec => ({ shape, dtype: "float32" })),
  );
  const { run } = load(choose(foldAffine(withoutDead(evaluateConstants(networkOf(graph))))));
  const nothing = data.map(() => new Float32Array(0));
  const nowhere = graph.outputs.map(() => ({ set() {} }) as unknown as Data);
  const results = graph.outputs.map(({ size }) => new Float32Array(size));
  run(data, results);
  return {
    run: () => run(nothing, nowhere),
    result() {
      // Memory is used again within a run, so the last one may have found other inputs.
      run(data, results);
      return results.length === 1 ? results[0] : joined(results[0], results[1]);
    },
  };
}
