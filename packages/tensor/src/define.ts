import { isFloat, type Spec } from "./dtype.js";
import { ShapeError } from "./errors.js";
import { dispatch } from "./interpreter.js";
import type { Algorithm, HasOperation, Operation } from "./operation.js";
import { splitAlgorithm } from "./plan.js";
import { makeTensor, Tensor } from "./tensor.js";

/** An operation that can be applied: to user options, or to parameters that are canonical already. */
export interface DefinedOperation<Options, P> extends HasOperation<Options, P> {
  (inputs: readonly (Tensor | undefined)[], options: Options): Tensor[];
  /** Applies the operation to canonical parameters, as gradient rules do. */
  at(params: P, inputs: readonly (Tensor | undefined)[]): Tensor[];
}

/**
 * Turns a record into a function of (inputs, options). Optional inputs are left out from the end.
 *
 * @throws ShapeError when an input is missing or is not a tensor; whatever the record's rules throw.
 * @example
 * const double = defineOp({
 *   name: "double",
 *   inputs: [{ name: "x" }],
 *   params: () => ({}),
 *   outputs: (_, [x]) => [x],
 *   forward: (_, [x], [y]) => { for (let i = 0; i < x.length; i++) y[i] = 2 * x[i]; },
 *   vjp: (_, { dy: [dy] }) => [double([dy], {})[0]],
 *   cost: elementCost(1),
 * });
 * double([tensor([1, 2])], {})[0].toArray() // [2, 4]
 */
export function defineOp<Options, P>(record: Operation<Options, P>): DefinedOperation<Options, P> {
  const run = (
    given: readonly (Tensor | undefined)[],
    paramsOf: (specs: readonly Spec[]) => P,
    algorithm?: Algorithm,
  ): Tensor[] => {
    const inputs = checkInputs(record, given);
    const params = paramsOf(inputs);
    const outputs = record.outputs(params, inputs);
    return dispatch({ operation: record, params, inputs, outputs, algorithm, make: makeTensor });
  };
  return Object.assign(
    (inputs: readonly (Tensor | undefined)[], options: Options) => {
      const { algorithm, settings } = splitAlgorithm(options);
      return run(inputs, (specs) => record.params(settings, specs), algorithm);
    },
    {
      operation: record,
      at: (params: P, inputs: readonly (Tensor | undefined)[]) => run(inputs, () => params),
    },
  );
}

/** Joins a public function and the record it applies, so that other readings find the record. */
export function withOperation<F extends object, Options, P>(
  apply: DefinedOperation<Options, P>,
  f: F,
): F & HasOperation<Options, P> {
  return Object.assign(f, { operation: apply.operation });
}

/** Drops absent optional inputs, which stand last, and refuses everything else that is not a tensor. */
function checkInputs(record: Operation, given: readonly (Tensor | undefined)[]): Tensor[] {
  const last = record.inputs.at(-1);
  if (given.length > record.inputs.length && !last?.variadic) {
    throw new ShapeError({
      operation: record.name,
      argument: "inputs",
      found: `are ${given.length} tensors`,
      expected: `must be ${record.inputs.map(({ name }) => name).join(", ")}`,
    });
  }
  for (let index = 0; index < Math.max(given.length, record.inputs.length); index++) {
    const input = given[index];
    const { name, optional, variadic } = record.inputs[index] ?? last;
    const mayBeAbsent = optional || (variadic && index >= given.length);
    if (input instanceof Tensor || (input === undefined && mayBeAbsent)) continue;
    throw new ShapeError({
      operation: record.name,
      argument: variadic ? `${name}[${index - record.inputs.length + 1}]` : name,
      value: input,
      found: input === undefined ? "is missing" : undefined,
      expected: "must be a tensor",
      fix: input === undefined ? undefined : "make one with tensor(data)",
    });
  }
  return given.filter((input): input is Tensor => input !== undefined);
}

/** True where an input of `record` can carry a gradient. */
export function carriesGradient(record: Operation, index: number, input: Spec): boolean {
  const description = record.inputs[Math.min(index, record.inputs.length - 1)];
  return description?.differentiable !== false && isFloat(input.dtype);
}
