import type { Fusion } from "@convkit/kernels";
import type { Spec } from "./dtype.js";
import { OptionError } from "./errors.js";
import type { Algorithm, FastImplementation, HasOperation, Operation } from "./operation.js";

/** What would compute an operation, and why. */
export interface Plan {
  /** A fast implementation's name, or `"definition"`. */
  readonly algorithm: string;
  readonly reason: string;
  /** Estimated time, in multiply-adds of the definition's loop. */
  readonly predicted: number;
  /** Everything else that could have been, with its estimate or the reason against it. */
  readonly alternatives: readonly {
    readonly algorithm: string;
    readonly predicted?: number;
    readonly reason?: string;
  }[];
}

/** What is to be computed. */
export interface Situation<P = any> {
  readonly params: P;
  readonly inputs: readonly Spec[];
  readonly outputs: readonly Spec[];
  /** It is a program on resident operands, with this fused into it. */
  readonly fusion?: Fusion;
}

/** A plan with what it chose. */
export interface Choice extends Plan {
  /** Absent for the definition. */
  readonly implementation?: FastImplementation;
}

interface Candidate {
  readonly algorithm: string;
  readonly implementation?: FastImplementation;
  readonly predicted?: number;
  /** Why it cannot be used. */
  readonly against?: string;
}

/**
 * Says which algorithm would compute an operation on inputs of these shapes. Pure; nothing is computed.
 *
 * @param operation a public function, or a record
 * @param options the operation's own, with `algorithm` to force or forbid one
 * @throws OptionError for an algorithm that is unknown, or that cannot do it, with the reason
 * @example plan(add, [{ shape: [2], dtype: "float32" }, { shape: [2], dtype: "float32" }]).algorithm // "definition"
 */
export function plan(
  operation: HasOperation | Operation,
  inputs: readonly Spec[],
  options: object = {},
): Plan {
  const record = "operation" in operation ? operation.operation : operation;
  const { algorithm, settings } = splitAlgorithm(options);
  const params = record.params(settings, inputs);
  const { implementation, ...chosen } = planAt(
    record,
    { params, inputs, outputs: record.outputs(params, inputs) },
    algorithm,
  );
  return chosen;
}

/** As `plan`, at canonical parameters, as a traced operation has them; with the implementation. */
export function planAt(record: Operation, situation: Situation, algorithm?: Algorithm): Choice {
  const candidates = candidatesOf(record, situation);
  const chosen = pick(record, candidates, algorithm);
  return {
    algorithm: chosen.algorithm,
    implementation: chosen.implementation,
    reason: reasonFor(chosen, algorithm),
    predicted: chosen.predicted!,
    alternatives: candidates
      .filter((candidate) => candidate.algorithm !== chosen.algorithm)
      .map(({ algorithm: name, predicted, against }) => ({ algorithm: name, predicted, reason: against })),
  };
}

/** Takes the option that belongs to no operation out of its options. */
export function splitAlgorithm<Options>(options: Options): { algorithm?: Algorithm; settings: Options } {
  if (typeof options !== "object" || options === null || !("algorithm" in options))
    return { settings: options };
  const { algorithm, ...settings } = options as { algorithm?: Algorithm };
  return { algorithm, settings: settings as Options };
}

function candidatesOf<P>(
  record: Operation<any, P>,
  { params, inputs, outputs, fusion }: Situation<P>,
): Candidate[] {
  const { macs, other } = record.cost(params, inputs, outputs);
  const single = inputs.every(({ dtype }) => dtype === "float32");
  const fast = (record.fast ?? []).map((implementation): Candidate => {
    const { name: algorithm } = implementation;
    const resident = implementation.program && fusion;
    const able = single
      ? implementation.supports(params, inputs, resident)
      : "only float32 has fast implementations";
    if (able !== true) return { algorithm, implementation, against: able };
    return {
      algorithm,
      implementation,
      predicted: implementation.predict(params, inputs, outputs, resident),
    };
  });
  return [...fast, { algorithm: "definition", predicted: macs + other }];
}

/** The candidate that `algorithm` asks for; the least predicted time unless one is named. */
export function choose<P>(
  record: Operation<any, P>,
  situation: Situation<P>,
  algorithm?: Algorithm,
): Candidate {
  return pick(record, candidatesOf(record, situation), algorithm);
}

function pick(record: Operation, candidates: readonly Candidate[], algorithm: Algorithm = "auto"): Candidate {
  const names = typeof algorithm === "string" ? [algorithm] : algorithm.not;
  const unknown = names.find((name) => name !== "auto" && !candidates.some((one) => one.algorithm === name));
  if (unknown !== undefined) {
    refuse(
      record,
      algorithm,
      `must be "auto", ${candidates.map((one) => JSON.stringify(one.algorithm)).join(", ")} or { not: [names] }`,
    );
  }
  if (typeof algorithm === "string" && algorithm !== "auto") {
    const named = candidates.find((one) => one.algorithm === algorithm)!;
    return named.against === undefined
      ? named
      : refuse(record, algorithm, `it cannot be used: ${named.against}`);
  }
  const open = candidates.filter(
    (one) => one.against === undefined && (algorithm === "auto" || !names.includes(one.algorithm)),
  );
  if (open.length === 0) refuse(record, algorithm, "leaves no algorithm");
  return open.reduce((best, one) => (one.predicted! < best.predicted! ? one : best));
}

function reasonFor({ predicted }: Candidate, algorithm: Algorithm = "auto"): string {
  if (typeof algorithm === "string" && algorithm !== "auto") return "asked for by name";
  return `least predicted time (${Math.round(predicted!)})${algorithm === "auto" ? "" : " of those allowed"}`;
}

function refuse(record: Operation, algorithm: Algorithm, expected: string): never {
  throw new OptionError({ operation: record.name, argument: "algorithm", value: algorithm, expected });
}
