import { type ConvGeometry, conv2d, conv2dWeightGrad, convTranspose2d } from "@convkit/conv";
import type { Operation, Situation, Spec } from "@convkit/tensor";
import { uniform } from "../networks/build.js";
import type { NetworkLayer } from "./layers.js";
import type { MapName } from "./row.js";

/** One of the three maps of a layer, with its numbers. */
export interface Problem extends Required<Situation<ConvGeometry>> {
  readonly map: MapName;
  readonly operation: Operation<object, ConvGeometry>;
  readonly data: readonly Float32Array[];
}

/** The convolution with what a compiled network fuses into it, and its gradients, where nothing stays the same. */
export function problemsOf({ shape, node }: NetworkLayer): readonly Problem[] {
  const { weight, bias, stride, padding, dilation, groups } = node;
  const spec = (of: readonly number[]): Spec => ({ shape: of, dtype: "float32" });
  const [x, w, b] = [shape, weight.shape, [bias!.length]].map(spec);
  const { operation } = conv2d;
  const params = operation.params({ stride, padding, dilation, groups }, [x, w]);
  const [y] = operation.outputs(params, [x, w]);
  const numbers = ({ shape: of }: Spec, seed: number): Float32Array =>
    uniform(
      of.reduce((a, c) => a * c, 1),
      seed,
      [-1, 1],
    );
  const [xs, dys] = [numbers(x, 1), numbers(y, 2)];
  const clamp = [0, node.activation === "relu6" ? 6 : Number.POSITIVE_INFINITY] as const;
  return [
    {
      ...{ map: "output", operation, params, inputs: [x, w, b], outputs: [y] },
      ...{ data: [xs, weight.data, bias!], fusion: { bias: true, constant: true, clamp } },
    },
    {
      ...{ map: "inputGrad", operation: convTranspose2d.operation, params, inputs: [y, w], outputs: [x] },
      ...{ data: [dys, weight.data], fusion: {} },
    },
    {
      ...{ map: "weightGrad", operation: conv2dWeightGrad.operation, params, inputs: [x, y], outputs: [w] },
      ...{ data: [xs, dys], fusion: {} },
    },
  ];
}
