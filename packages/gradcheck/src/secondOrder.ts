import { type Vjp, vjp } from "@convkit/autograd";
import type { Random, Tensor } from "@convkit/tensor";
import { floatOutputs, unflat } from "./outputs.js";
import { normalRow } from "./projections.js";
import { makeSubject, type Subject, withInputs } from "./subject.js";

/** The gradient of ⟨dy, f⟩ as a function of the inputs and of dy, which is what the second order checks. */
export function gradientOf(subject: Subject, random: Random): Subject {
  const count = subject.inputs.length;
  const f = (...all: Tensor[]): Tensor[] => {
    const inputs = all.slice(0, count);
    const chosen = subject.wrt.map((index) => inputs[index]);
    const inner = (...own: Tensor[]): Tensor[] =>
      floatOutputs(subject.f(...withInputs({ ...subject, inputs }, own)));
    const { pullback }: Vjp<Tensor[], Tensor[]> = vjp(inner, ...chosen);
    return pullback(all.slice(count));
  };
  const dy = unflat(normalRow(subject.value.length, random), subject.outputs);
  const dyNames = dy.map((_, index) => (dy.length > 1 ? `dy ${index}` : "dy"));
  return makeSubject(
    f,
    {
      names: [...subject.names, ...dyNames],
      inputs: [...subject.inputs, ...dy],
      fixed: [...subject.inputs.keys()].filter((index) => !subject.wrt.includes(index)),
      outputNames: subject.wrt.map((index) => `gradient of ${subject.names[index]}`),
    },
    random,
  );
}
