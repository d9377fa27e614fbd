import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { expectClose } from "./close.js";
import { another, dot, step } from "./subject.js";

/** ⟨(f(x + hu) − f(x − hu)) / 2h, v⟩ = ⟨u, f′ᵀ v⟩ for random directions u and v. */
export function expectGradient(f: (...inputs: Tensor[]) => Tensor, inputs: Tensor[]): void {
  const h = 1e-5;
  const { value, pullback } = vjp(f, ...inputs);
  const v = another(value, 50);
  const gradients = pullback(v);
  for (const [index, input] of inputs.entries()) {
    const u = another(input, 60 + index);
    const moved = (by: number): number =>
      dot(f(...inputs.map((other, at) => (at === index ? step(input, u, by) : other))), v);
    expectClose([(moved(h) - moved(-h)) / (2 * h)], [dot(u, gradients[index])], 1e-7);
  }
}
