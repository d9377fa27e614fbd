import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { firstDifference } from "./indices.js";
import { flat, floatOutputs, unflat } from "./outputs.js";
import { type Subject, withInputs } from "./subject.js";
import { watchRules } from "./watch.js";

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
