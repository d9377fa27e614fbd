import type { Spec } from "./dtype.js";
import { ConvKitError, formatValue } from "./errors.js";
import { type Call, withInterpreter } from "./interpreter.js";
import type { Algorithm, Cost } from "./operation.js";
import { makeTensor, Tensor } from "./tensor.js";

/** One application of an operation in a traced function. */
export interface GraphNode {
  readonly operation: Call["operation"];
  readonly params: unknown;
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly cost: Cost;
  /** What the caller asked for, where it was said. */
  readonly algorithm?: Algorithm;
}

/** What a function of tensors does, learnt by running it on shapes alone. */
export interface Graph {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  /** In the order of execution. A tensor that no node made and that is no input is a constant. */
  readonly nodes: readonly GraphNode[];
}

/**
 * Runs `f` on shapes, without values and without arithmetic, and returns the operations it applies.
 *
 * @throws ConvKitError when f reads values, or returns a Promise
 * @example trace((x) => add(x, 1), [{ shape: [2, 3], dtype: "float32" }]).nodes[0].operation.name // "add"
 */
export function trace(f: (...inputs: Tensor[]) => Tensor | Tensor[], specs: readonly Spec[]): Graph {
  const nodes: GraphNode[] = [];
  const inputs = specs.map((spec) => makeTensor(spec));
  const record = ({ operation, params, inputs, outputs: specs, algorithm, make }: Call): Tensor[] => {
    const outputs = specs.map((spec) => make(spec));
    const cost = operation.cost(params, inputs, specs);
    nodes.push({ operation, params, inputs, outputs, cost, algorithm });
    return outputs;
  };
  const result = withInterpreter({ name: "trace", apply: record }, () => f(...inputs));
  const outputs = Array.isArray(result) ? result : [result];
  for (const output of outputs) {
    if (output instanceof Tensor) continue;
    throw new ConvKitError({
      operation: "trace",
      argument: "f",
      found: `returned ${formatValue(result)}`,
      expected: "must return a tensor or a list of tensors",
    });
  }
  return { inputs, outputs, nodes };
}
