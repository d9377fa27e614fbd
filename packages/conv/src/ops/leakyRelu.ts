import { greater, mul, where } from "@convkit/tensor";
import { fast } from "../fastLayers.js";
import { type Activation, activation } from "./activation.js";

export interface LeakyReluOptions {
  /** Slope below 0. Default 0.01. */
  slope: number;
}

/**
 * x where it is above 0, else slope·x (Maas, Hannun & Ng 2013); the gradient at 0 is the slope.
 * @throws OptionError, DtypeError
 * @example leakyRelu(tensor([-2, 3]), { slope: 0.5 }).toArray() // [-1, 3]
 */
export const leakyRelu: Activation<LeakyReluOptions> = activation({
  name: "leakyRelu",
  defaults: { slope: 0.01 },
  each(x, y, { slope }) {
    for (let i = 0; i < y.length; i++) y[i] = x[i] > 0 ? x[i] : slope * x[i];
  },
  vjp: ({ x, dy }, { slope }) => where(greater(x, 0), dy, mul(dy, slope)),
  fast: fast.leakyRelu,
});
