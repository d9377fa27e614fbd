import {
  bytesOf,
  ConvKitError,
  checkShape,
  DtypeError,
  defineOp,
  ShapeError,
  type Spec,
  sameShape,
  type Tensor,
  trace,
} from "@convkit/tensor";
import { choose } from "./choose.js";
import { evaluateConstants, withoutDead } from "./constants.js";
import { foldAffine } from "./fold.js";
import { networkOf } from "./network.js";
import { makePlan, type NetworkPlan } from "./plan.js";
import { makeRunner } from "./runner.js";

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
  let isList = false;
  const graph = trace((...inputs) => {
    const result = f(...inputs);
    isList = Array.isArray(result);
    return result;
  }, inputSpecs);
  const network = choose(foldAffine(withoutDead(evaluateConstants(networkOf(graph)))));
  const runner = makeRunner(network);
  const cost = { macs: 0, other: 0, bytes: bytesOf([...graph.inputs, ...graph.outputs]) };
  for (const node of graph.nodes) {
    cost.macs += node.cost.macs;
    cost.other += node.cost.other;
  }
  const apply = defineOp<object, object>({
    name: "compiled network",
    inputs: inputSpecs.map((_, i) => ({ name: `input ${i}` })),
    params(_, inputs) {
      inputs.forEach((input, i) => {
        checkInput(input, inputSpecs[i], `input ${i}`);
      });
      return {};
    },
    outputs: () => graph.outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    forward: (_, inputs, outputs) => runner.run(inputs, outputs),
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
  const call = (...inputs: Tensor[]): Result => {
    const results = apply(inputs, {});
    return (isList ? results : results[0]) as Result;
  };
  return Object.assign(call, { plan: makePlan(graph, runner) });
}

function checkSpecs(specs: readonly Spec[]): void {
  const wrong = (argument: string, value: unknown, expected: string): never => {
    throw new ShapeError({ operation: "compile", argument, value, expected });
  };
  if (!Array.isArray(specs))
    wrong("inputSpecs", specs, "must be a list of { shape, dtype }, one for each input");
  specs.forEach((spec, i) => {
    if (typeof spec !== "object" || spec === null) wrong(`input ${i}`, spec, "must be { shape, dtype }");
    checkShape(`compile: input ${i}`, spec.shape);
    if (["float32", "float64", "int32"].includes(spec.dtype)) return;
    throw new DtypeError({
      operation: "compile",
      argument: `input ${i}`,
      found: `has dtype ${String(spec.dtype)}`,
      value: spec.dtype,
      expected: 'must be "float32", "float64" or "int32"',
    });
  });
}

function checkInput(input: Spec, { shape, dtype }: Spec, argument: string): void {
  const operation = "compiled network";
  const list = (extents: readonly number[]): string => `[${extents.join(", ")}]`;
  if (!sameShape(input.shape, shape)) {
    throw new ShapeError({
      operation,
      argument,
      found: `has shape ${list(input.shape)}`,
      value: input.shape,
      expected: `must be ${list(shape)}`,
      fix: "compile again for other shapes",
    });
  }
  if (input.dtype === dtype) return;
  throw new DtypeError({
    operation,
    argument,
    found: `is ${input.dtype}`,
    value: input.dtype,
    expected: `must be ${dtype}`,
    fix: `convert it with .to("${dtype}")`,
  });
}
