import { vjp } from "@convkit/autograd";
import { expectClose } from "../close.js";
import type { Case, Row } from "../row.js";
import { another, differentiable, dot } from "../subject.js";
import { linearIn } from "./linearIn.js";

/** ⟨A u, v⟩ = ⟨u, Aᵀ v⟩: the gradient of a linear operation is its adjoint. */
export function adjoint(row: Row, at: Case = row): void {
  const { f, inputs } = differentiable(row, at);
  const { value, pullback } = vjp(f, ...inputs);
  const v = another(value, 30);
  const gradients = pullback(v);
  for (const chosen of linearIn(row, inputs.length)) {
    const right = chosen.reduce((sum, index) => sum + dot(inputs[index], gradients[index]), 0);
    expectClose([dot(value, v)], [right], 1e-12);
  }
}
