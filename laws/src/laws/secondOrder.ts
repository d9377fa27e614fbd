import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { expectGradient } from "../finiteDifference.js";
import type { Case, Row } from "../row.js";
import { another, differentiable } from "../subject.js";

/** The gradient can be differentiated again: by every input, and by the gradient that is pulled back. */
export function secondOrder(row: Row, at: Case = row): void {
  const { f, inputs } = differentiable(row, at);
  const dy = another(f(...inputs), 11);
  for (const which of inputs.keys()) {
    const pulled = (dy: Tensor, ...inputs: Tensor[]): Tensor => vjp(f, ...inputs).pullback(dy)[which];
    expectGradient(pulled, [dy, ...inputs]);
  }
}
