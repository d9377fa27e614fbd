import { greater, less, mul, type Unary, unary } from "@convkit/tensor";
import { fast } from "../fastLayers.js";

/**
 * relu6(x + 3)/6, a sigmoid of three straight lines (Howard et al. 2019, MobileNetV3, §5.2). ONNX's default
 * has slope 0.2 instead of 1/6.
 * @throws DtypeError for int32
 * @example hardSigmoid(tensor([-3, 0, 3])).toArray() // [0, 0.5, 1]
 */
export const hardSigmoid: Unary = unary({
  name: "hardSigmoid",
  floatOnly: true,
  each(x, y) {
    for (let i = 0; i < y.length; i++) y[i] = Math.min(Math.max(x[i] + 3, 0), 6) / 6;
  },
  vjp: ({ x, dy }) => mul(dy, mul(mul(greater(x, -3), less(x, 3)), 1 / 6)),
  fast: fast.hardSigmoid,
});
