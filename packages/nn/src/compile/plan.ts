import type { Choice, Spec } from "@convkit/tensor";
import type { Part } from "./layout.js";
import type { Loaded } from "./load.js";

/** How one operation of a compiled network is computed. */
export interface LayerPlan {
  readonly operation: string;
  /** Shape of its (first) result. */
  readonly shape: readonly number[];
  /** A fast implementation's name, `"definition"`, or `"none"` where the result lies where the input lay. */
  readonly algorithm: string;
  readonly reason: string;
  /** Operations after it whose work it does: folded into its weights, or fused to the end of its program. */
  readonly merged: readonly string[];
  /** Estimated time, in multiply-adds of the definition's loop. */
  readonly predicted: number;
  /** Everything else that could have been, with its estimate or the reason against it. */
  readonly alternatives: Choice["alternatives"];
  /** Bytes that it keeps from run to run: constants, prepared weights, tables. */
  readonly bytes: number;
}

/** What a compiled network does, operation by operation; `toString` is a table. */
export interface NetworkPlan {
  readonly inputs: readonly Spec[];
  readonly outputs: readonly Spec[];
  readonly rows: readonly LayerPlan[];
  /** Bytes: what stays from run to run, values on the way, and the whole memory. */
  readonly memory: { readonly kept: number; readonly values: number; readonly total: number };
  toString(): string;
}

export function makePlan(
  { inputs, outputs }: Pick<NetworkPlan, "inputs" | "outputs">,
  { layout, bytes }: Loaded,
): NetworkPlan {
  const plan: NetworkPlan = {
    inputs,
    outputs,
    rows: layout.parts.map(rowOf),
    memory: { kept: layout.kept, values: layout.bytes - layout.kept, total: bytes },
    toString: () => tableOf(plan),
  };
  // Readable in Node's console and in notebooks; not among the plan's own properties.
  const text = { value: () => plan.toString() };
  return Object.defineProperties(plan, {
    toString: { value: plan.toString, enumerable: false },
    [Symbol.for("nodejs.util.inspect.custom")]: text,
    [Symbol.for("convkit.display")]: { value: () => ({ "text/plain": plan.toString() }) },
  });
}

function rowOf({ node, alias, kept }: Part): LayerPlan {
  const { operation, outputs, joined, choice } = node;
  const { implementation: _, ...chosen } = choice;
  const none = {
    algorithm: "none",
    reason: "the same elements in the same order",
    predicted: 0,
    alternatives: [],
  };
  const { algorithm, reason, predicted, alternatives } = alias ? none : chosen;
  return {
    operation: operation.name,
    shape: outputs[0].shape,
    ...{ algorithm, reason, predicted, alternatives },
    merged: joined,
    bytes: kept,
  };
}

function tableOf({ rows, memory }: NetworkPlan): string {
  const heads = ["", "operation", "shape", "algorithm", "merged", "predicted", "KiB kept", "why"];
  const kibibytes = (bytes: number): string => String(Math.ceil(bytes / 1024));
  const lines = rows.map((row, i) => [
    String(i + 1),
    row.operation,
    row.shape.join("×") || "1",
    row.algorithm,
    row.merged.join(" ") || "–",
    String(Math.round(row.predicted)),
    kibibytes(row.bytes),
    row.reason,
  ]);
  const right = new Set([0, 5, 6]);
  const widths = heads.map((head, i) => Math.max(head.length, ...lines.map((line) => line[i].length)));
  const write = (line: readonly string[]): string =>
    line
      .map((cell, i) => (right.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  const { kept, values, total } = memory;
  const sizes = `${kibibytes(kept)} KiB kept, ${kibibytes(values)} KiB of values, ${kibibytes(total)} KiB in all`;
  return [...[heads, ...lines].map(write), sizes].join("\n");
}
