import {
  carriesGradient,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  type Operation,
  OptionError,
  randn,
  ShapeError,
  Tensor,
} from "@convkit/tensor";
import { type CheckOptions, check } from "./check.js";
import type { GradReport } from "./report.js";

export interface OperationCheck extends CheckOptions {
  /** A tensor, or the shape of one to be filled with normal random values, for each input of the record. */
  inputs: readonly (Tensor | readonly number[])[];
  /** The operation's own options. */
  options?: object;
}

/**
 * Checks the gradient rule of an operation: of any public function that carries its record. Optional inputs
 * such as a bias stand in `inputs`, in the record's order; the report calls them by the record's names.
 *
 * @throws OptionError for a shape where the input is not differentiable, such as indices
 * @example checkOperation(matmul, { inputs: [[2, 3], [3, 4]], order: 2 }).ok // true
 */
export function checkOperation(
  { operation }: HasOperation,
  { inputs, options = {}, ...settings }: OperationCheck,
): GradReport {
  if (!Array.isArray(inputs)) {
    throw new ShapeError({
      operation: "checkOperation",
      argument: "inputs",
      value: inputs,
      found: inputs === undefined ? "is missing" : undefined,
      expected: "must be an array of tensors and shapes",
    });
  }
  const tensors = inputs.map((input, index) => makeInput(operation, input, index, settings.seed ?? 0));
  const apply: DefinedOperation<object, unknown> = defineOp(operation);
  const indices = [...tensors.keys()];
  const fixed = indices.filter((index) => !carriesGradient(operation, index, tensors[index]));
  if (fixed.length === tensors.length) {
    throw new OptionError({
      operation: "checkOperation",
      argument: operation.name,
      found: "has no input with a gradient",
      expected: "there must be one to check",
    });
  }
  const names = indices.map((index) => nameOf(operation, index));
  return check(
    "checkOperation",
    (...given: Tensor[]) => apply(given, options),
    { inputs: tensors, names, fixed },
    settings,
  );
}

function makeInput(
  operation: Operation,
  input: Tensor | readonly number[],
  index: number,
  seed: number,
): Tensor {
  if (input instanceof Tensor) return input;
  if (describe(operation, index)?.differentiable !== false) {
    return randn(input, { seed: 100 * seed + index + 1, dtype: "float64" });
  }
  throw new OptionError({
    operation: "checkOperation",
    argument: `inputs[${index}]`,
    value: input,
    expected: `${nameOf(operation, index)} of ${operation.name} has no gradient and must be a tensor, not a shape`,
  });
}

function describe({ inputs }: Operation, index: number): Operation["inputs"][number] | undefined {
  return inputs[index] ?? (inputs.at(-1)?.variadic ? inputs.at(-1) : undefined);
}

function nameOf(operation: Operation, index: number): string {
  const description = describe(operation, index);
  if (description === undefined) return `input ${index}`;
  return description.variadic
    ? `${description.name} ${index - operation.inputs.length + 1}`
    : description.name;
}
