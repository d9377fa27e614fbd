import type { Random, Tensor } from "@convkit/tensor";
import { firstDifference, indexOf, placeOf } from "./indices.js";
import { flat, floatOutputs, nameOutputs, type Output, type TensorFunction } from "./outputs.js";
import { normalRow } from "./projections.js";
import type { Pullback } from "./pullback.js";
import type { Problem } from "./report.js";
import { copyInput, type Subject } from "./subject.js";

/**
 * What makes every later number meaningless: f that writes into its inputs, gives another result for the
 * same inputs, or gives no finite one.
 */
export function impurities(
  f: TensorFunction,
  names: readonly string[],
  inputs: readonly Tensor[],
): Problem[] {
  const copies = inputs.map(copyInput);
  const result = floatOutputs(f(...copies));
  const outputs = nameOutputs(result);
  const first = flat(result);
  for (const [i, { data, shape }] of copies.entries()) {
    const at = firstDifference(data, inputs[i].data);
    if (at === undefined) continue;
    const [before, after] = [inputs[i].data[at], data[at]];
    const place = `${names[i]} at [${indexOf(at, shape).join(", ")}]`;
    return [
      {
        kind: "input changed",
        text: `f writes into its input: ${place} was ${before} and is ${after} after the call; tensors are values, make a new one`,
      },
    ];
  }
  const second = flat(floatOutputs(f(...inputs.map(copyInput))));
  const at = firstDifference(first, second);
  if (at !== undefined) {
    return [
      {
        kind: "not deterministic",
        text: `f is not deterministic: the same inputs gave ${first[at]}, then ${second[at]}, ${nameOutput(at, outputs)}; fix the seed inside f`,
      },
    ];
  }
  const bad = first.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return [];
  return [
    {
      kind: "not finite",
      text: `f is ${first[bad]} ${nameOutput(bad, outputs)}; give inputs inside its domain`,
    },
  ];
}

/** Rules that give another gradient each time. */
export function impureRules(subject: Subject, { pullback }: Pullback, random: Random): Problem[] {
  const dy = normalRow(subject.value.length, random);
  const [first, second] = [pullback(dy), pullback(dy)];
  const position = first.findIndex((gradient, i) => firstDifference(gradient, second[i]) !== undefined);
  if (position === -1) return [];
  const at = firstDifference(first[position], second[position]) as number;
  const input = subject.wrt[position];
  const index = indexOf(at, subject.inputs[input].shape);
  return [
    {
      kind: "not deterministic",
      text: `a gradient rule is not deterministic: the same dy gave ${first[position][at]}, then ${second[position][at]}, for ${subject.names[input]} at [${index.join(", ")}]`,
    },
  ];
}

function nameOutput(position: number, outputs: readonly Output[]): string {
  const { name, index } = placeOf(position, outputs);
  return `in ${name} at [${index.join(", ")}]`;
}
