import { vjp } from "@convkit/autograd";
import {
  ConvKitError,
  DtypeError,
  formatValue,
  type Random,
  ShapeError,
  type Spec,
  sizeOf,
  Tensor,
  tensor,
} from "@convkit/tensor";
import { firstDifference } from "./indices.js";
import { measureNoise } from "./noise.js";
import { float32, float64, type Precision, scalesOf } from "./step.js";
import { watchPrecision, watchRules } from "./watch.js";

/** A function of several tensors that returns one, or several in an array. */
export type TensorFunction = (...inputs: any[]) => Tensor | readonly Tensor[];

/** One of the results; only those of float type have a derivative. */
export interface Output extends Spec {
  readonly name: string;
}

/** The function under test with inputs of its own, in float64, and its results as one row of numbers. */
export interface Subject {
  readonly f: TensorFunction;
  readonly names: readonly string[];
  readonly inputs: readonly Tensor[];
  /** The inputs that have a gradient; int32 inputs stay as they are. */
  readonly wrt: readonly number[];
  readonly outputs: readonly Output[];
  readonly value: Float64Array;
  /** How much rounding disturbs each number of `value`. */
  readonly noise: Float64Array;
  readonly precision: Precision;
}

/** Copies, so that nothing done here reaches the caller's memory, and inputs that share memory do not. */
export function copyInputs(operation: string, inputs: readonly Tensor[]): Tensor[] {
  if (!Array.isArray(inputs) || !inputs.every((input) => input instanceof Tensor)) {
    throw new ShapeError({
      operation,
      argument: "inputs",
      value: inputs,
      expected: "must be an array of tensors",
    });
  }
  if (!inputs.some(({ dtype }) => dtype !== "int32")) {
    throw new DtypeError({
      operation,
      argument: "inputs",
      found: inputs.length === 0 ? "are none" : "are all int32",
      expected: "at least one must be float32 or float64 to have a gradient",
    });
  }
  return inputs.map(copyInput);
}

/** float32 becomes float64: in float32 differences have three digits at best. */
export function copyInput({ data, shape, dtype }: Tensor): Tensor {
  return tensor(data, shape, dtype === "int32" ? "int32" : "float64");
}

export function makeSubject(
  f: TensorFunction,
  names: readonly string[],
  inputs: readonly Tensor[],
  random: Random,
  outputNames?: readonly string[],
): Subject {
  const { result, usesFloat32 } = watchPrecision(() => floatOutputs(f(...inputs.map(copyInput))));
  const precision = usesFloat32 ? float32 : float64;
  const directions = inputs.map(({ data }) => scalesOf(data).map((scale) => scale * random.normal()));
  const moved = (t: number): Tensor[] => inputs.map((input, i) => moveAlong(input, directions[i], t));
  return {
    f,
    names,
    inputs,
    noise: measureNoise((t) => flat(floatOutputs(f(...moved(t)))), precision),
    wrt: [...inputs.keys()].filter((index) => inputs[index].dtype !== "int32"),
    outputs: nameOutputs(result, outputNames),
    value: flat(result),
    precision,
  };
}

export function nameOutputs(outputs: readonly Spec[], names?: readonly string[]): Output[] {
  return outputs.map(({ shape, dtype }, index) => {
    const name = names?.[index] ?? (outputs.length > 1 ? `output ${index}` : "output");
    return { shape, dtype, name };
  });
}

/** The results that have a derivative; indices and the like have none. */
export function floatOutputs(result: unknown): Tensor[] {
  const list: unknown[] = Array.isArray(result) ? result : [result];
  if (!list.every((output) => output instanceof Tensor)) {
    throw new ConvKitError({
      operation: "checkGrad",
      argument: "f",
      found: `returned ${formatValue(result)}`,
      expected: "must return a tensor, or an array of tensors",
    });
  }
  return (list as Tensor[]).filter(({ dtype }) => dtype !== "int32");
}

/** All results one after the other. */
export function flat(outputs: readonly Tensor[]): Float64Array {
  const row = new Float64Array(outputs.reduce((size, output) => size + output.size, 0));
  outputs.reduce((offset, { data }) => {
    row.set(data, offset);
    return offset + data.length;
  }, 0);
  return row;
}

/** The inverse of `flat`. */
export function unflat(row: Float64Array, specs: readonly Spec[]): Tensor[] {
  let offset = 0;
  return specs.map(({ shape, dtype }) => {
    const size = sizeOf(shape);
    offset += size;
    return tensor(row.subarray(offset - size, offset), shape, dtype);
  });
}

/** The results with x + t·direction in place of one input x. */
export function lineThrough(
  subject: Subject,
  input: number,
  direction: Float64Array,
): (t: number) => Float64Array {
  return (t) => {
    const inputs = [...subject.inputs];
    inputs[input] = moveAlong(inputs[input], direction, t);
    return flat(floatOutputs(subject.f(...inputs)));
  };
}

/** x + t·direction; x itself where it holds indices. */
function moveAlong(x: Tensor, direction: Float64Array, t: number): Tensor {
  if (x.dtype === "int32") return x;
  const moved = new Float64Array(x.data);
  for (let i = 0; i < moved.length; i++) moved[i] += t * direction[i];
  return tensor(moved, x.shape, x.dtype);
}

/** A gradient rule threw, or did what no rule may. */
export class RuleFailure extends Error {}

/** Runs gradient rules: whatever they throw is a finding, not a failure of the check. */
export function runRules<R>(run: () => R): R {
  try {
    return run();
  } catch (error) {
    throw new RuleFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** What the gradient rules say. */
export interface Pullback {
  /** Maps a row of cotangents to one gradient for each input in `wrt`. */
  readonly pullback: (dy: Float64Array) => Float64Array[];
  /** Rules that gave no gradient where one was asked for. */
  readonly missing: ReadonlySet<string>;
}

export function pullbackOf(subject: Subject): Pullback {
  const missing = new Set<string>();
  const { pullback } = vjp(
    (...chosen: Tensor[]): Tensor[] =>
      watchRules(missing, () => floatOutputs(subject.f(...withInputs(subject, chosen)))),
    ...subject.wrt.map((index) => subject.inputs[index]),
  );
  return {
    missing,
    pullback(row) {
      const dy = unflat(row, subject.outputs);
      const gradients = runRules(() => pullback(dy)).map(({ data }) => Float64Array.from(data));
      if (firstDifference(flat(dy), flat(unflat(row, subject.outputs))) === undefined) return gradients;
      throw new RuleFailure("a gradient rule writes into dy; tensors are values, make a new one");
    },
  };
}

/** All inputs, with `chosen` in the places that have a gradient. */
export function withInputs({ inputs, wrt }: Subject, chosen: readonly Tensor[]): Tensor[] {
  return inputs.map((input, index) => chosen[wrt.indexOf(index)] ?? input);
}
