import { assertGrad } from "@convkit/gradcheck";
import type { Case, Row } from "../row.js";
import { differentiable } from "../subject.js";

/** The gradient, and the gradient of the gradient by every input and by dy, agree with differences of values. */
export function gradient(row: Row, at: Case = row): void {
  const { f, inputs } = differentiable(row, at);
  assertGrad(f, inputs, { order: 2 });
}
