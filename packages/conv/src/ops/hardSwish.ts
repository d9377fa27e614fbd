import { add, greater, less, mul, sub, type Unary, unary } from "@convkit/tensor";
import { fast } from "../fastLayers.js";

/**
 * x·relu6(x + 3)/6 (Howard et al. 2019, MobileNetV3, §5.2); the gradient is 0 at −3 and 1 at 3.
 * @throws DtypeError for int32
 * @example hardSwish(tensor([0, 3, 8])).toArray() // [0, 3, 8]
 */
export const hardSwish: Unary = unary({
  name: "hardSwish",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = (x[i] * Math.min(Math.max(x[i] + 3, 0), 6)) / 6;
  },
  vjp({ x, dy }) {
    const below3 = less(x, 3);
    const between = mul(mul(greater(x, -3), below3), add(mul(x, 1 / 3), 0.5)); // (x(x + 3)/6)′
    return mul(dy, add(between, sub(1, below3)));
  },
  fast: fast.hardSwish,
});
