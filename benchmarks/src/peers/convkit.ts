import { type Conv, type ConvGeometry, conv2d, conv2dWeightGrad, convTranspose2d } from "@convkit/conv";
import { type FastImplementation, type Spec, tensor } from "@convkit/tensor";
import { outputSize, weightShape } from "../layers.js";
import { type Case, joined, type Pass, type Peer, type Ready } from "../peer.js";

type Operation = Conv["operation"];

/** Every algorithm of the fast tables, and the one that `plan` chooses. The definition is left out: it is slow. */
export const algorithms: readonly string[] = [
  "auto",
  ...new Set((conv2d.operation.fast ?? []).map(({ name }) => name)),
];

export const convkit: readonly Peer[] = algorithms.map((algorithm) => ({
  name: `ConvKit ${algorithm}`,
  open: async () => ({ prepare: (pass: Pass, given: Case) => prepare(algorithm, pass, given) }),
}));

/** A call as users make it: tensors in, a new tensor out, nothing prepared or kept. */
function prepare(algorithm: string, pass: Pass, { layer, x, w, dy }: Case): Ready | string {
  const { inChannels, outChannels, size, transposed, stride, padding, dilation, groups } = layer;
  const output = outputSize(layer);
  const input = tensor(x, [1, inChannels, size, size]);
  const weight = tensor(w, weightShape(layer));
  const grad = tensor(dy, [1, outChannels, output, output]);
  const [there, back] = transposed ? [convTranspose2d, conv2d] : [conv2d, convTranspose2d];
  const geometry = there.operation.params({ stride, padding, dilation, groups }, [input, weight]);
  const [wide, narrow] = transposed ? [grad, input] : [input, grad];

  const forward = pick(there.operation, algorithm, geometry, [input, weight]);
  const toInput = pick(back.operation, algorithm, geometry, [grad, weight]);
  const toWeight = pick(conv2dWeightGrad.operation, algorithm, geometry, [wide, narrow]);
  const needed = pass === "forward" ? [forward] : [toInput, toWeight];
  const refused = needed.find((one) => typeof one === "string");
  if (refused !== undefined) return refused as string;

  const run = (
    one: FastImplementation | string,
    inputs: readonly Float32Array[],
    length: number,
  ): Float32Array => {
    const result = new Float32Array(length);
    (one as FastImplementation).run(geometry, inputs, [result]);
    return result;
  };
  let last: readonly Float32Array[] = [];
  return {
    run() {
      last =
        pass === "forward"
          ? [run(forward, [x, w], dy.length)]
          : [run(toInput, [dy, w], x.length), run(toWeight, transposed ? [dy, x] : [x, dy], w.length)];
    },
    result: () => (last.length === 1 ? last[0] : joined(last[0], last[1])),
  };
}

/** The implementation that `algorithm` names, or the one predicted to be fastest; or why there is none. */
function pick(
  { fast = [] }: Operation | { fast?: readonly FastImplementation[] },
  algorithm: string,
  geometry: ConvGeometry,
  specs: readonly Spec[],
): FastImplementation | string {
  const able = fast.filter((one) => one.supports(geometry, specs) === true);
  if (algorithm === "auto") {
    const cost = (one: FastImplementation): number => one.predict(geometry, specs, []);
    return able.reduce((best, one) => (cost(one) < cost(best) ? one : best));
  }
  const named = fast.find(({ name }) => name === algorithm);
  if (!named) return "no such algorithm for this pass";
  const supported = named.supports(geometry, specs);
  return supported === true ? named : supported;
}
