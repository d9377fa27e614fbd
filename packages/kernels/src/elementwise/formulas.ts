import { f32x4, v128 } from "../wasm/code.js";
import { exp, type Keep, sigmoid, silu, tanh, type Vector } from "./exponential.js";

/**
 * What an element-wise operation does to vectors of four elements, `constants` being the numbers it is given; what it
 * needs more than once it has to `keep`.
 */
export type Formula = (operands: readonly Vector[], constants: readonly Vector[], keep: Keep) => Vector;

export type FormulaName =
  | "copy"
  | "neg"
  | "abs"
  | "square"
  | "sqrt"
  | "relu"
  | "clamp"
  | "hardSigmoid"
  | "hardSwish"
  | "leakyRelu"
  | "exp"
  | "sigmoid"
  | "silu"
  | "tanh"
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "maximum"
  | "minimum"
  | "greater"
  | "less"
  | "equal"
  | "where";

const number = f32x4.splat;
const clamp = (x: Vector, low: Vector, high: Vector): Vector => f32x4.min(f32x4.max(x, low), high);
const hardSigmoid = (x: Vector): Vector =>
  f32x4.div(clamp(f32x4.add(x, number(3)), number(0), number(6)), number(6));
const oneWhere = (holds: Vector): Vector => v128.and(holds, number(1));

/**
 * NaN, infinities, −0 and denormals come out as from the same formula on single numbers. Everything up to
 * "relu", and of two operands, is rounded once.
 */
export const formulas: Readonly<Record<FormulaName, Formula>> = {
  copy: ([x]) => x,
  neg: ([x]) => f32x4.neg(x),
  abs: ([x]) => f32x4.abs(x),
  square: ([x]) => f32x4.mul(x, x),
  sqrt: ([x]) => f32x4.sqrt(x),
  relu: ([x]) => f32x4.max(x, number(0)),
  clamp: ([x], [low, high]) => clamp(x, low, high),
  hardSigmoid: ([x]) => hardSigmoid(x),
  // The factor of 1/6 first: x · 6 would overflow.
  hardSwish: ([x]) => f32x4.mul(x, hardSigmoid(x)),
  leakyRelu: ([x], [slope]) => v128.select(f32x4.greater(x, number(0)), x, f32x4.mul(slope, x)),
  exp: ([x], _, keep) => exp(x, keep),
  sigmoid: ([x], _, keep) => sigmoid(x, keep),
  silu: ([x], _, keep) => silu(x, keep),
  tanh: ([x], _, keep) => tanh(x, keep),
  add: ([a, b]) => f32x4.add(a, b),
  sub: ([a, b]) => f32x4.sub(a, b),
  mul: ([a, b]) => f32x4.mul(a, b),
  div: ([a, b]) => f32x4.div(a, b),
  maximum: ([a, b]) => f32x4.max(a, b),
  minimum: ([a, b]) => f32x4.min(a, b),
  greater: ([a, b]) => oneWhere(f32x4.greater(a, b)),
  less: ([a, b]) => oneWhere(f32x4.less(a, b)),
  equal: ([a, b]) => oneWhere(f32x4.equal(a, b)),
  // NaN is no condition that holds, as in JavaScript.
  where: ([condition, a, b]) => v128.select(f32x4.greater(f32x4.abs(condition), number(0)), a, b),
};
