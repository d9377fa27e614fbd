import {
  bytesOf,
  ConvKitError,
  type Cost,
  defineOp,
  type Graph,
  type Spec,
  type Tensor,
  trace,
} from "@convkit/tensor";
import { checkInput, checkSpecs } from "./check.js";
import { choose } from "./choose.js";
import { evaluateConstants, withoutDead } from "./constants.js";
import { foldAffine } from "./fold.js";
import { load, type Runner } from "./load.js";
import { networkOf } from "./network.js";
import { makePlan, type NetworkPlan } from "./plan.js";

/** A network laid out once: called like the function that it was made of, with inputs of the same shapes. */
export interface Compiled<Result extends Tensor | Tensor[]> {
  (...inputs: Tensor[]): Result;
  /** What was chosen for every operation, and why; prints as a table. */
  readonly plan: NetworkPlan;
}

/**
 * Compiles a function of tensors for inputs of given shapes: traces it, computes what depends on no input, folds batch
 * normalisation into the weights before it, lets convolutions add and clamp on the way to memory, chooses an algorithm
 * for every operation (as `plan` does; the option `algorithm` holds), lays out all memory and prepares all weights. A
 * call then copies its inputs in, runs, and copies the results out: nothing goes stale, and there is nothing to dispose of.
 *
 * Operations that have no program in WebAssembly run by their definition; any function that `trace` takes will do.
 * Tensors that f takes from outside are constants. Results differ from eager ones by rounding alone.
 *
 * @param f returns a tensor or a list of tensors
 * @param inputSpecs shape and element type of each input
 * @returns a function of tensors of just those shapes, without a gradient
 * @throws LimitError where one memory does not hold the network; whatever f throws when it is traced
 * @example compile((x) => relu(mul(x, 2)), [{ shape: [3], dtype: "float32" }])(tensor([-1, 0, 4])).toArray() // [0, 0, 8]
 */
export function compile<Result extends Tensor | Tensor[]>(
  f: (...inputs: Tensor[]) => Result,
  inputSpecs: readonly Spec[],
): Compiled<Result> {
  checkSpecs(inputSpecs);
  const { graph, isList } = traced(f, inputSpecs);
  const network = choose(foldAffine(withoutDead(evaluateConstants(networkOf(graph)))));
  const loaded = load(network);
  const plan = makePlan({ inputs: graph.inputs.map(specOf), outputs: graph.outputs.map(specOf) }, loaded);
  const apply = applicable(plan, loaded.run, costOf(graph));
  const call = (...inputs: Tensor[]): Result => {
    const results = apply(inputs, {});
    return (isList ? results : results[0]) as Result;
  };
  return Object.assign(call, { plan });
}

const specOf = ({ shape, dtype }: Tensor): Spec => ({ shape, dtype });

function traced(f: (...inputs: Tensor[]) => Tensor | Tensor[], specs: readonly Spec[]) {
  let isList = false;
  const graph = trace((...inputs) => {
    const result = f(...inputs);
    isList = Array.isArray(result);
    return result;
  }, specs);
  return { graph, isList };
}

function costOf({ inputs, outputs, nodes }: Graph): Cost {
  const cost = { macs: 0, other: 0, bytes: bytesOf([...inputs, ...outputs]) };
  for (const node of nodes) {
    cost.macs += node.cost.macs;
    cost.other += node.cost.other;
  }
  return cost;
}

/** A compiled network as an operation: it can be traced, and a gradient that it would lose is refused. */
function applicable({ inputs: specs, outputs }: NetworkPlan, run: Runner, cost: Cost) {
  return defineOp<object, object>({
    name: "compiled network",
    inputs: specs.map((_, i) => ({ name: `input ${i}` })),
    params(_, inputs) {
      inputs.forEach((input, i) => {
        checkInput(input, specs[i], `input ${i}`);
      });
      return {};
    },
    outputs: () => [...outputs],
    forward: (_, given, made) => run(given, made),
    vjp() {
      throw new ConvKitError({
        operation: "compiled network",
        argument: "the network",
        found: "stands inside a gradient",
        expected: "has no gradient of its own",
        fix: "take the gradient of the function, and compile that: compile(grad(f), specs)",
      });
    },
    cost: () => cost,
  });
}
