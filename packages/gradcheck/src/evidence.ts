import type { Random } from "@convkit/tensor";
import type { Comparison } from "./comparison.js";
import { unit } from "./jacobian.js";
import { lineThrough } from "./line.js";
import { derivatives } from "./numeric.js";
import { normalRow } from "./projections.js";
import type { Pullback } from "./pullback.js";
import type { Order } from "./report.js";
import { scalesOf } from "./step.js";
import type { Subject } from "./subject.js";

/** What hints are read from: the whole gradient of ⟨dy, f⟩ by one input, as the rules and as values give it. */
export interface Evidence {
  readonly order: Order;
  readonly shape: readonly number[];
  readonly gradient: Float64Array;
  readonly numeric: Float64Array;
  readonly dy: Float64Array;
  /** The rules' gradient for a dy of ones. */
  readonly ofOnes: Float64Array;
  /** J·dy, found from values, where f's result is as large as the input. */
  readonly forward?: Float64Array;
  readonly jacobian?: Comparison["jacobian"];
  /** Rules that returned no gradient. */
  readonly missing: readonly string[];
  /** Of all inputs and outputs, for factors that are extents. */
  readonly shapes: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** Above this size the numerical gradient, four runs of f an element, would take too long. */
export const evidenceLimit = 2048;

export function evidenceFor(
  subject: Subject,
  rules: Pullback,
  position: number,
  { order, jacobian, random }: { order: Order; jacobian: Comparison["jacobian"]; random: Random },
): Evidence {
  const input = subject.wrt[position];
  const { shape, size } = subject.inputs[input];
  const outputs = subject.value.length;
  const dy = normalRow(outputs, random);
  const gradient = rules.pullback(dy)[position];
  return {
    order,
    shape,
    gradient,
    numeric: jacobian ? project(jacobian.numeric, dy, size) : numericGradient(subject, input, dy),
    dy,
    ofOnes: rules.pullback(new Float64Array(outputs).fill(1))[position],
    forward: outputs === size ? jacobianTimes(subject, input, dy) : undefined,
    jacobian,
    missing: [...rules.missing],
    shapes: [
      ...subject.inputs.map((tensor, i) => ({ name: subject.names[i], shape: tensor.shape })),
      ...subject.outputs,
    ],
  };
}

/** dyᵀ·J for a Jacobian given row by row. */
function project(jacobian: Float64Array, dy: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < jacobian.length; i++) result[i % size] += dy[Math.floor(i / size)] * jacobian[i];
  return result;
}

/** Element by element, from values of the one number ⟨dy, f⟩. */
function numericGradient(subject: Subject, input: number, dy: Float64Array): Float64Array {
  const combine = (values: Float64Array): Float64Array =>
    Float64Array.of(values.reduce((sum, value, i) => sum + dy[i] * value, 0));
  const { data, size } = subject.inputs[input];
  const [value, noise] = [combine(subject.value), Float64Array.of(0)];
  return scalesOf(data).map((scale, element) => {
    const line = lineThrough(subject, input, unit(size, element));
    return derivatives((t) => combine(line(t)), { ...subject, value, noise }, scale)[0].value;
  });
}

function jacobianTimes(subject: Subject, input: number, direction: Float64Array): Float64Array {
  const scale = Math.min(...scalesOf(subject.inputs[input].data));
  const line = lineThrough(subject, input, direction);
  return Float64Array.from(derivatives(line, subject, scale), ({ value }) => value);
}
