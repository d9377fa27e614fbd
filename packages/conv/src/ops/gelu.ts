import { add, exp, mul, square, sub, type Tensor, tanh } from "@convkit/tensor";
import { type Activation, activation } from "./activation.js";
import { complementaryErf, erf } from "./erf.js";

export interface GeluOptions {
  /** "none" (default): with the error function. "tanh": the paper's approximation. */
  approximate: "none" | "tanh";
}

const slope = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

const exact = (x: number): number => (x / 2) * complementaryErf(-x / Math.SQRT2);
const approximation = (x: number): number => (x / 2) * (1 + Math.tanh(slope * (x + cubic * x ** 3)));

/**
 * x·Φ(x), Φ being the standard normal's distribution function (Hendrycks & Gimpel 2016, §2).
 * @throws OptionError, DtypeError
 * @example gelu(tensor([0, 100])).toArray() // [0, 100]
 */
export const gelu: Activation<GeluOptions> = activation<GeluOptions>({
  name: "gelu",
  defaults: { approximate: "none" },
  words: { approximate: ["none", "tanh"] },
  each(x, y, { approximate }) {
    const f = approximate === "none" ? exact : approximation;
    for (let i = 0; i < y.length; i++) y[i] = f(x[i]);
  },
  vjp: ({ x, dy }, { approximate }) => mul(dy, approximate === "none" ? exactSlope(x) : approximateSlope(x)),
});

/** (xΦ)′ = Φ + xφ, φ being the normal density. */
function exactSlope(x: Tensor): Tensor {
  const distribution = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  const density = mul(exp(mul(square(x), -0.5)), slope / 2);
  return add(distribution, mul(x, density));
}

/** (x(1 + tanh u)/2)′ = (1 + tanh u)/2 + x·(1 − tanh²u)·u′/2 with u = √(2/π)(x + 0.044715x³). */
function approximateSlope(x: Tensor): Tensor {
  const squared = square(x);
  const t = tanh(mul(mul(x, add(mul(squared, cubic), 1)), slope));
  const inner = mul(add(mul(squared, 3 * cubic), 1), slope);
  return mul(add(add(t, 1), mul(mul(x, sub(1, square(t))), inner)), 0.5);
}
