import { jvp } from "@convkit/autograd";
import type { Random, Tensor } from "@convkit/tensor";
import { flat, floatOutputs, unflat } from "./outputs.js";
import { normalRow } from "./projections.js";
import { type Pullback, runRules } from "./pullback.js";
import type { Problem } from "./report.js";
import { type Subject, withInputs } from "./subject.js";

/**
 * ⟨u, J·v⟩ = ⟨Jᵀu, v⟩: the jvp, which differentiates each gradient rule in its dy, against the vjp. It fails
 * where a rule loses its dependence on dy, say by reading `dy.data`.
 */
export function compareJvp(subject: Subject, { pullback }: Pullback, random: Random): Problem[] {
  const chosen = subject.wrt.map((index) => subject.inputs[index]);
  const dy = normalRow(subject.value.length, random);
  const gradients = pullback(dy);
  const { rtol } = subject.precision;
  // Of the size that rounding f gives to a derivative, for gradients that cancel.
  const atol = 1000 * products(dy, subject.noise).size;
  const f = (...inputs: Tensor[]): Tensor[] => floatOutputs(subject.f(...withInputs(subject, inputs)));
  return chosen.flatMap(({ size }, position) => {
    const direction = normalRow(size, random);
    const rows = chosen.map((input, i) => (i === position ? direction : new Float64Array(input.size)));
    const tangents = rows.map((row, i) => unflat(row, [chosen[i]])[0]);
    const { tangent } = runRules(() => jvp(f, chosen, tangents));
    const forward = products(dy, flat(tangent));
    const reverse = products(gradients[position], direction);
    // Not finite only at a kink, else the first comparison would have failed.
    if (!Number.isFinite(forward.sum) && !Number.isFinite(reverse.sum)) return [];
    const tolerance = rtol * Math.max(forward.size, reverse.size) + atol;
    if (Math.abs(forward.sum - reverse.sum) <= tolerance) return [];
    const name = subject.names[subject.wrt[position]];
    return {
      kind: "jvp differs" as const,
      text: `vjp and jvp disagree for ${name}: ⟨vjp(u), v⟩ = ${Number(reverse.sum.toPrecision(6))} but ⟨u, jvp(v)⟩ = ${Number(forward.sum.toPrecision(6))}; a gradient rule must be linear in dy and written in operations`,
    };
  });
}

/** The inner product, and the sum of its terms' sizes, to which rounding is relative. */
function products(a: Float64Array, b: Float64Array): { sum: number; size: number } {
  let sum = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    sum += a[i] * b[i];
    size += Math.abs(a[i] * b[i]);
  }
  return { sum, size };
}
