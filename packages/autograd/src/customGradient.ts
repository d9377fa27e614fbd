import {
  ConvKitError,
  type Cost,
  defineOp,
  type Operation,
  type Spec,
  type Tensor,
  tensor,
  trace,
  withoutInterpreters,
} from "@convkit/tensor";

/** What a gradient rule of one's own sees. */
export interface GradientContext {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  /** Gradient of the result with respect to the output. */
  readonly dy: Tensor;
}

/**
 * A function with a gradient of one's own, for when the derived one is unstable, slow or not wanted
 * (a straight-through estimator).
 *
 * `f` is traced on shapes, and computed without a tape; gradients flow to its arguments alone, not to
 * tensors that it captures. The rule is written in operations, so that it can be differentiated again.
 *
 * @param f tensors to one tensor, by operations only
 * @param rule one gradient per argument; undefined for none
 * @throws ConvKitError when f does not return one tensor
 * @example grad(customGradient((x) => mul(x, x), ({ dy }) => [mul(dy, 7)]))(tensor([3])).toArray() // [7]
 */
export function customGradient(
  f: (...inputs: Tensor[]) => Tensor,
  rule: (at: GradientContext) => readonly (Tensor | undefined)[],
): (...inputs: Tensor[]) => Tensor {
  const apply = defineOp(operationOf(f, rule));
  return (...inputs) => apply(inputs, {})[0];
}

interface Traced {
  readonly inputs: readonly Spec[];
  readonly output: Spec;
  readonly cost: Cost;
}

function operationOf(
  f: (...inputs: Tensor[]) => Tensor,
  rule: (at: GradientContext) => readonly (Tensor | undefined)[],
): Operation<object, Traced> {
  const name = f.name || "customGradient";
  return {
    name,
    inputs: [{ name: "inputs", variadic: true }],
    params(_, inputs) {
      const graph = withoutInterpreters(() => trace(f, inputs));
      if (graph.outputs.length !== 1) {
        throw new ConvKitError({
          operation: "customGradient",
          argument: "f",
          found: `returned ${graph.outputs.length} tensors`,
          expected: "must return one tensor",
        });
      }
      const cost = { macs: 0, other: 0, bytes: 0 };
      for (const node of graph.nodes) {
        cost.macs += node.cost.macs;
        cost.other += node.cost.other;
        cost.bytes += node.cost.bytes;
      }
      return { inputs, output: graph.outputs[0], cost };
    },
    outputs: ({ output }) => [{ shape: output.shape, dtype: output.dtype }],
    forward({ inputs }, data, [y]) {
      const tensors = inputs.map(({ shape, dtype }, index) => tensor(data[index], shape, dtype));
      y.set(withoutInterpreters(() => f(...tensors)).data);
    },
    vjp: (_, { inputs, outputs: [output], dy: [dy] }) => [...rule({ inputs, output, dy })],
    cost: ({ cost }) => cost,
  };
}
