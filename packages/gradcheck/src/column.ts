import type { Tally } from "./comparison.js";
import { indexOf, placeOf } from "./indices.js";
import { judge } from "./judge.js";
import { lineThrough } from "./line.js";
import { type Derivative, derivatives } from "./numeric.js";
import type { Subject } from "./subject.js";

/** The derivative of all outputs by one element. */
export function columnOf(subject: Subject, input: number, element: number, scale: number): Derivative[] {
  const direction = new Float64Array(subject.inputs[input].size);
  direction[element] = 1;
  return derivatives(lineThrough(subject, input, direction), subject, scale);
}

/** Judges one derivative: of the output at a position by one input element. */
export function addEntry(
  tally: Tally,
  { subject, input, rtol }: { subject: Subject; input: number; rtol: number },
  [output, element]: readonly [output: number, element: number],
  gradient: number,
  numeric: Derivative,
): void {
  const at = {
    index: indexOf(element, subject.inputs[input].shape),
    output: placeOf(output, subject.outputs),
    gradient,
  };
  const { verdict, relError } = judge(gradient, numeric, rtol);
  if (numeric.kink) tally.kinks.push({ ...at, left: numeric.left, right: numeric.right });
  if (verdict === "at a kink") return;
  tally.add(verdict, { ...at, numeric: numeric.value, numericError: numeric.error, relError });
}
