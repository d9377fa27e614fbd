import { expectGradient } from "../finiteDifference.js";
import type { Case, Row } from "../row.js";
import { differentiable } from "../subject.js";

/** The gradient agrees with central differences. */
export function gradient(row: Row, at: Case = row): void {
  const { f, inputs } = differentiable(row, at);
  expectGradient(f, inputs);
}
