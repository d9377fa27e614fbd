import { ConvKitError, type Tensor } from "@convkit/tensor";
import { type CheckOptions, checkGrad } from "./check.js";
import type { TensorFunction } from "./outputs.js";
import type { GradReport } from "./report.js";

/** A gradient that did not pass; the message is the report's text. */
export class GradientError extends ConvKitError {
  readonly report: GradReport;

  constructor(report: GradReport) {
    super({ operation: "assertGrad", expected: report.toString() });
    this.report = report;
  }
}

/**
 * As `checkGrad`, for tests.
 * @throws GradientError with the report's text unless the report is ok
 * @example assertGrad((x) => mul(x, x), [tensor([1, 2])]).ok // true
 */
export function assertGrad(
  f: TensorFunction,
  inputs: readonly Tensor[],
  options: CheckOptions = {},
): GradReport {
  const report = checkGrad(f, inputs, options);
  if (!report.ok) throw new GradientError(report);
  return report;
}
