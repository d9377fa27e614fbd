import { vjp } from "@convkit/autograd";
import type { Tensor } from "@convkit/tensor";
import { expect } from "vitest";
import type { Row } from "../row.js";
import { another, differentiable } from "../subject.js";

/** An input's gradient is the same bits whether or not the others' are asked for. */
export function partial(row: Row): void {
  const { f, inputs } = differentiable(row);
  const { value, pullback } = vjp(f, ...inputs);
  const dy = another(value, 70);
  const together = pullback(dy);
  for (const which of inputs.keys()) {
    const alone = vjp(
      (x: Tensor) => f(...inputs.map((input, index) => (index === which ? x : input))),
      inputs[which],
    );
    expect(alone.pullback(dy)[0].data).toEqual(together[which].data);
  }
}
