import { checkOptions, OptionError, type Random, seededRandom, type Tensor } from "@convkit/tensor";
import type { Comparison } from "./comparison.js";
import { compareJvp } from "./consistency.js";
import { evidenceFor, evidenceLimit } from "./evidence.js";
import { hintFor } from "./hints.js";
import { compareJacobians } from "./jacobian.js";
import type { TensorFunction } from "./outputs.js";
import { compareProjections, maxKinks, projections } from "./projections.js";
import { type Pullback, pullbackOf, RuleFailure } from "./pullback.js";
import { impureRules, impurities } from "./purity.js";
import { GradReport, type InputReport, type Order, type Problem } from "./report.js";
import { gradientOf } from "./secondOrder.js";
import { copyInputs, type Given, inputNames, makeSubject, type Subject } from "./subject.js";

export interface CheckOptions {
  /** 2 also checks the gradient of the gradient. Default 1. */
  order?: Order;
  /** Largest relative error that passes. Default 1e-6; 1e-3 where f returns float32. */
  rtol?: number;
  /** Of the random cotangents and directions. Default 0. */
  seed?: number;
}

/**
 * Elements of all inputs and outputs together up to which every derivative is compared. That takes four
 * runs of f for each input element and one pullback for each output element: about two thousand at most,
 * a second for a function of half a millisecond. Beyond, random projections find the same faults.
 */
const fullJacobian = 512;

/**
 * Checks the gradient of f, as its operations' rules give it, against differences of its values.
 *
 * f runs in float64 on copies of the inputs; int32 inputs are held fixed. With up to 512 elements in inputs
 * and results every derivative is compared, else random projections of them. vjp is compared with jvp.
 *
 * @param f a synchronous function of tensors that returns a tensor of any shape, or several in an array
 * @returns a report that says which entry is worst, by how much, and what the usual cause is
 * @throws ShapeError, DtypeError, OptionError for wrong arguments; what f itself throws
 * @example checkGrad((x) => mul(x, x), [tensor([1, 2])]).ok // true
 */
export function checkGrad(
  f: TensorFunction,
  inputs: readonly Tensor[],
  options: CheckOptions = {},
): GradReport {
  return check("checkGrad", f, { inputs }, options);
}

/** `checkGrad` under another name; `given` may name the inputs. */
export function check(operation: string, f: TensorFunction, given: Given, options: CheckOptions): GradReport {
  refuseOptions(operation, options);
  const { order = 1, seed = 0 } = options;
  const inputs = copyInputs(operation, given.inputs);
  const random = seededRandom(seed);

  const problems = impurities(f, inputNames(given), inputs);
  const reports: InputReport[] = [];
  const methods: string[] = [];
  let rtol = options.rtol;
  let subject = problems.length === 0 ? makeSubject(f, { ...given, inputs }, random) : undefined;
  for (let level: Order = 1; subject && level <= order; level++) {
    rtol ??= subject.precision.rtol;
    const result = checkOrder(subject, level as Order, rtol, random);
    reports.push(...result.reports);
    problems.push(...result.problems);
    methods.push(result.method);
    // The second order of a wrong gradient says nothing more.
    const right = problems.length === 0 && reports.every(({ verdict }) => verdict === "right");
    subject = right && level < order ? gradientOf(subject, random) : undefined;
  }
  return new GradReport({ inputs: reports, problems, methods, rtol: rtol ?? 0 });
}

function checkOrder(
  subject: Subject,
  order: Order,
  rtol: number,
  random: Random,
): { reports: InputReport[]; problems: Problem[]; method: string } {
  const elements = subject.wrt.reduce((sum, i) => sum + subject.inputs[i].size, subject.value.length);
  const full = elements <= fullJacobian;
  const method = full ? "full Jacobian" : `${projections} random projections`;
  try {
    const rules = pullbackOf(subject);
    const impure = impureRules(subject, rules, random);
    if (impure.length > 0) return { method, reports: [], problems: impure };
    const comparisons = full
      ? compareJacobians(subject, rules, rtol)
      : compareProjections(subject, rules, rtol, random);
    const reports = comparisons.map(
      (comparison, position): InputReport => reportOf(subject, rules, order, comparison, position, random),
    );
    const wrong = reports.some(({ verdict }) => verdict !== "right");
    const problems = comparisons.flatMap((comparison, i) => tooManyKinks(comparison, reports[i].name));
    return { method, reports, problems: wrong ? problems : compareJvp(subject, rules, random) };
  } catch (error) {
    if (!(error instanceof RuleFailure)) throw error;
    return { method, reports: [], problems: [{ kind: "rule failed", text: error.message }] };
  }
}

function reportOf(
  subject: Subject,
  rules: Pullback,
  order: Order,
  { jacobian, ...comparison }: Comparison,
  position: number,
  random: Random,
): InputReport {
  const input = subject.wrt[position];
  const { shape, size } = subject.inputs[input];
  const hint = (): string | undefined =>
    size > evidenceLimit
      ? `check a smaller case for a hint (at most ${evidenceLimit} elements in this input)`
      : hintFor(evidenceFor(subject, rules, position, { order, jacobian, random }));
  return {
    order,
    name: subject.names[input],
    shape,
    ...comparison,
    hint: comparison.verdict === "wrong" ? hint() : undefined,
  };
}

function tooManyKinks({ verdict }: Comparison, name: string): Problem[] {
  if (verdict !== "not checked") return [];
  const text = `f is not differentiable at more than ${maxKinks} elements of ${name}; move them off its kinks`;
  return [{ kind: "too many kinks", text }];
}

function refuseOptions(operation: string, options: CheckOptions): void {
  checkOptions(operation, options, ["order", "rtol", "seed"]);
  const { order = 1, rtol = 1, seed = 0 } = options;
  const refuse = (argument: string, value: unknown, expected: string): never => {
    throw new OptionError({ operation, argument, value, expected });
  };
  if (order !== 1 && order !== 2) refuse("order", order, "must be 1 or 2");
  if (!(rtol > 0 && rtol < Number.POSITIVE_INFINITY)) refuse("rtol", rtol, "must be a positive number");
  if (!Number.isSafeInteger(seed)) refuse("seed", seed, "must be a whole number");
}
