import { DtypeError, type Random, ShapeError, Tensor, tensor } from "@convkit/tensor";
import { lineThroughAll } from "./line.js";
import { measureNoise } from "./noise.js";
import { flat, floatOutputs, nameOutputs, type Output, type TensorFunction } from "./outputs.js";
import { float32, float64, type Precision, scalesOf } from "./step.js";
import { watchInside } from "./watch.js";

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
  /** How much rounding may disturb it at worst: that of the largest number inside f. */
  readonly worstNoise: number;
  readonly precision: Precision;
}

/** Copies, so that nothing done here reaches the caller's memory, and inputs that share memory do not. */
export function copyInputs(operation: string, inputs: readonly Tensor[]): Tensor[] {
  if (!Array.isArray(inputs) || !inputs.every((input) => input instanceof Tensor)) {
    throw new ShapeError({
      operation,
      argument: "inputs",
      value: inputs,
      found: inputs === undefined ? "is missing" : undefined,
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

/** What a subject is made from, besides f. */
export interface Given {
  readonly inputs: readonly Tensor[];
  readonly names?: readonly string[];
  /** Inputs to leave alone, besides int32 ones. */
  readonly fixed?: readonly number[];
  readonly outputNames?: readonly string[];
}

export function inputNames({ inputs, names }: Given): readonly string[] {
  return names ?? inputs.map((_, index) => `input ${index}`);
}

export function makeSubject(f: TensorFunction, given: Given, random: Random): Subject {
  const { inputs, fixed = [] } = given;
  const { result, inside } = watchInside(() => floatOutputs(f(...inputs.map(copyInput))));
  if (result.length === 0) {
    throw new DtypeError({
      operation: "checkGrad",
      argument: "f",
      found: "returned only int32",
      expected: "must return a float32 or float64 tensor to have a gradient",
    });
  }
  const precision = inside.usesFloat32 ? float32 : float64;
  const isMoved = (index: number): boolean => inputs[index].dtype !== "int32" && !fixed.includes(index);
  const directions = inputs.map(({ data }, index) =>
    scalesOf(data).map((scale) => (isMoved(index) ? scale * random.normal() : 0)),
  );
  return {
    f,
    names: inputNames(given),
    inputs,
    noise: measureNoise(lineThroughAll(f, inputs, directions), precision),
    wrt: [...inputs.keys()].filter(isMoved),
    outputs: nameOutputs(result, given.outputNames),
    value: flat(result),
    worstNoise: precision.epsilon * inside.largest,
    precision,
  };
}

/** All inputs, with `chosen` in the places that have a gradient. */
export function withInputs({ inputs, wrt }: Subject, chosen: readonly Tensor[]): Tensor[] {
  return inputs.map((input, index) => chosen[wrt.indexOf(index)] ?? input);
}
