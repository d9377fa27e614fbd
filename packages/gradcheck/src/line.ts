import { type Tensor, tensor } from "@convkit/tensor";
import { flat, floatOutputs, type TensorFunction } from "./outputs.js";
import type { Subject } from "./subject.js";

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

/** The results with every input moved, each along a direction of its own. */
export function lineThroughAll(
  f: TensorFunction,
  inputs: readonly Tensor[],
  directions: readonly Float64Array[],
): (t: number) => Float64Array {
  return (t) => flat(floatOutputs(f(...inputs.map((input, i) => moveAlong(input, directions[i], t)))));
}

/** x + t·direction; x itself where it holds indices. */
function moveAlong(x: Tensor, direction: Float64Array, t: number): Tensor {
  if (x.dtype === "int32") return x;
  const moved = new Float64Array(x.data);
  for (let i = 0; i < moved.length; i++) moved[i] += t * direction[i];
  return tensor(moved, x.shape, x.dtype);
}
