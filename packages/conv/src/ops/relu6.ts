import { greater, less, mul, type Unary, unary } from "@convkit/tensor";
import { fast } from "../fastLayers.js";

/**
 * min(max(x, 0), 6) (Howard et al. 2017, MobileNets); the gradient at 0 and at 6 is 0.
 * @throws DtypeError for int32
 * @example relu6(tensor([-1, 2, 8])).toArray() // [0, 2, 6]
 */
export const relu6: Unary = unary({
  name: "relu6",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(x[i], 0), 6);
  },
  vjp: ({ x, dy }) => mul(dy, mul(greater(x, 0), less(x, 6))),
  fast: fast.relu6,
});
