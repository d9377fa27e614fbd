import { type ConvGeometry, conv2d, conv2dWeightGrad, convTranspose2d } from "@convkit/conv";
import { type FastImplementation, type Operation, type Spec, tensor } from "@convkit/tensor";
import { type Conv, shapesOf } from "../graph.js";
import { type Case, joined, type Peer, type Ready } from "../peer.js";
import { infer } from "./convkit.js";

/** Every algorithm of ConvKit's fast table, forced, eager. The definition is left out: it is slow. */
export const algorithms: readonly Peer[] = (conv2d.operation.fast ?? []).map(({ name }) => ({
  name: `ConvKit ${name}`,
  slow: ["network"],
  open: async () => ({
    infer: (graph, x) => infer(graph, x, name),
    backward: (given) => backward(given, name),
  }),
}));

/** A gradient rule chooses by itself, so the three maps of a convolution are called directly. */
function backward({ layer, graph, x, w, dy }: Case, algorithm: string): Ready {
  const [node] = graph.nodes as Conv[];
  const { stride, padding, dilation, groups, transposed } = layer;
  const [input, weight, grad] = [
    tensor(x, graph.shape),
    tensor(w, node.weight.shape),
    tensor(dy, shapesOf(graph)[1]),
  ];
  const [there, back] = transposed ? [convTranspose2d, conv2d] : [conv2d, convTranspose2d];
  const geometry = there.operation.params({ stride, padding, dilation, groups }, [input, weight]);
  const [wide, narrow] = transposed ? [grad, input] : [input, grad];
  const toInput = named(back.operation, algorithm, geometry, [grad, weight]);
  const toWeight = named(conv2dWeightGrad.operation, algorithm, geometry, [wide, narrow]);
  let [dx, dw] = [new Float32Array(0), new Float32Array(0)];
  return {
    run() {
      [dx, dw] = [new Float32Array(x.length), new Float32Array(w.length)];
      toInput.run(geometry, [dy, w], [dx]);
      toWeight.run(geometry, transposed ? [dy, x] : [x, dy], [dw]);
    },
    result: () => joined(dx, dw),
  };
}

function named(
  { fast }: Operation<any, ConvGeometry>,
  algorithm: string,
  geometry: ConvGeometry,
  specs: readonly Spec[],
): FastImplementation<ConvGeometry> {
  const one = fast?.find(({ name }) => name === algorithm);
  if (!one) throw new Error("no such algorithm for this pass");
  const able = one.supports(geometry, specs);
  if (able !== true) throw new Error(able);
  return one;
}
