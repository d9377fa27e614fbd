import { add, mul } from "@convkit/tensor";
import { expectClose } from "../close.js";
import type { Case, Row } from "../row.js";
import { another, differentiable } from "../subject.js";
import { linearIn } from "./linearIn.js";

/** f(a·u + v) = a·f(u) + f(v), in the inputs in which the row says so. */
export function linear(row: Row, at: Case = row): void {
  const { f, inputs } = differentiable(row, at);
  for (const chosen of linearIn(row, inputs.length)) {
    const others = inputs.map((input, index) =>
      chosen.includes(index) ? another(input, 20 + index) : input,
    );
    const mixed = inputs.map((input, index) =>
      chosen.includes(index) ? add(mul(input, 3), others[index]) : input,
    );
    const expected = add(mul(f(...inputs), 3), f(...others));
    expectClose(f(...mixed).data, expected.data, 1e-12);
  }
}
