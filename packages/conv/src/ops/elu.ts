import { add, greater, mul, where } from "@convkit/tensor";
import { type Activation, activation } from "./activation.js";

export interface EluOptions {
  /** The value approached far below 0 is −alpha. Default 1. */
  alpha: number;
}

/**
 * x where it is above 0, else alpha·(eˣ − 1) (Clevert, Unterthiner & Hochreiter 2016).
 * @throws OptionError, DtypeError
 * @example elu(tensor([0, 3])).toArray() // [0, 3]
 */
export const elu: Activation<EluOptions> = activation({
  name: "elu",
  defaults: { alpha: 1 },
  each(x, y, { alpha }) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] > 0 ? x[i] : alpha * Math.expm1(x[i]);
  },
  vjp: ({ x, y, dy }, { alpha }) => where(greater(x, 0), dy, mul(dy, add(y, alpha))), // α·eˣ = y + α
});
