import { elementCost } from "../cost.js";
import { defineOp, withOperation } from "../define.js";
import { requireFloat } from "../dtype.js";
import { OptionError } from "../errors.js";
import type { HasOperation } from "../operation.js";
import type { Tensor } from "../tensor.js";
import { mul } from "./mul.js";

type Exponent = { readonly exponent: number };

const apply = defineOp<Exponent, Exponent>({
  name: "pow",
  inputs: [{ name: "x" }],
  params({ exponent }, [x]) {
    requireFloat("pow", "x", x);
    if (typeof exponent !== "number") {
      throw new OptionError({
        operation: "pow",
        argument: "exponent",
        value: exponent,
        expected: "must be a number",
      });
    }
    return { exponent };
  },
  outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward({ exponent }, [x], [y]) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] ** exponent;
  },
  // At exponent 0 the result is constant; the formula would give 0 · ∞ at x = 0.
  vjp: ({ exponent }, { inputs: [x], dy: [dy] }) => [
    exponent !== 0 && mul(dy, mul(pow(x, exponent - 1), exponent)),
  ],
  cost: elementCost(1),
});

/** x to the power of a number. @example pow(tensor([2, 3]), 3).toArray() // [8, 27] */
export const pow: ((x: Tensor, exponent: number) => Tensor) & HasOperation = withOperation(
  apply,
  (x: Tensor, exponent: number) => apply([x], { exponent })[0],
);
