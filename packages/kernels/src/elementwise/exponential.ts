/**
 * eˣ and what is made of it, for vectors of four. The polynomials are those of the Cephes library (Moshier 1989, expf
 * and tanhf). Largest errors found, in units of 2⁻²³ of the value: exp 0.6, tanh 1.2, sigmoid 1.5, silu 1.9.
 */
import { type Code, f32x4, floatWord, i32x4, v128 } from "../wasm/code.js";

export type Vector = Code<"v128">;
/** Puts a value that is used again into a register. */
export type Keep = (value: Vector) => Vector;

const number = f32x4.splat;

/** a₀ + a₁x + a₂x² + … by Horner's rule, coefficients from the last to the first. */
const polynomial = (x: Vector, [last, ...rest]: readonly number[]): Vector =>
  rest.reduce((sum, coefficient) => f32x4.add(f32x4.mul(sum, x), number(coefficient)), number(last));

/** Beyond these eˣ, and x·eˣ below, is 0 or infinite. */
const [lowest, highest] = [-112, 89];
/** ln 2 in two parts; products of the first with exponents are exact. */
const ln2 = [0.693359375, -2.1219444e-4];

/** 2ⁿ for −126 ≤ n ≤ 127. */
const powerOfTwo = (n: Vector): Vector => i32x4.shiftLeft(i32x4.add(n, i32x4.splat(127)), 23);

/** Added to a float32 below 2²², leaves the nearest whole number in its last bits. */
const rounder = 1.5 * 2 ** 23;

/**
 * eˣ = 2ⁿ·eʳ, n the nearest whole number to x/ln 2, and eʳ = 1 + r + r²·p(r), where what rounding takes from 1 + r is
 * added last; given as eʳ, and what multiplies by 2ⁿ: in two halves, the first exactly, so that denormal results are
 * rounded once.
 */
function exponential(x: Vector, keep: Keep): { power: Vector; scaled: (value: Vector) => Vector } {
  const inside = keep(f32x4.pmin(f32x4.pmax(x, number(lowest)), number(highest)));
  const rounded = keep(f32x4.add(f32x4.mul(inside, number(Math.LOG2E)), number(rounder)));
  const n = keep(f32x4.sub(rounded, number(rounder)));
  const [high, low] = ln2.map((part) => f32x4.mul(n, number(part)));
  const r = keep(f32x4.sub(f32x4.sub(inside, high), low));
  const p = polynomial(
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const line = keep(f32x4.add(number(1), r));
  const lost = f32x4.sub(r, f32x4.sub(line, number(1)));
  const power = keep(f32x4.add(line, f32x4.add(lost, f32x4.mul(p, f32x4.mul(r, r)))));
  const whole = keep(i32x4.sub(rounded, i32x4.splat(floatWord(rounder))));
  const half = keep(i32x4.shiftRight(whole, 1));
  const [first, second] = [keep(powerOfTwo(half)), keep(powerOfTwo(i32x4.sub(whole, half)))];
  return { power, scaled: (value) => f32x4.mul(f32x4.mul(value, first), second) };
}

export function exp(x: Vector, keep: Keep): Vector {
  const { power, scaled } = exponential(x, keep);
  return scaled(power);
}

/** factor/(1 + e⁻ˣ), from e^(−|x|), which does not overflow. */
function logistic(x: Vector, keep: Keep, factor?: Vector): Vector {
  const { power, scaled } = exponential(f32x4.neg(f32x4.abs(x)), keep);
  const e = keep(scaled(power));
  const [below, above] = factor ? [scaled(f32x4.mul(power, factor)), factor] : [e, number(1)];
  return f32x4.div(v128.select(f32x4.less(x, number(0)), below, above), f32x4.add(number(1), e));
}

export const sigmoid = (x: Vector, keep: Keep): Vector => logistic(x, keep);

/** x·sigmoid(x), which is −0 far below 0, and NaN at −∞. */
export const silu = (x: Vector, keep: Keep): Vector =>
  v128.select(f32x4.less(x, number(lowest)), f32x4.mul(x, number(0)), logistic(x, keep, x));

/** Near 0 x + x³·p(x²), beyond 1 − 2/(e^(2|x|) + 1) with the sign of x. */
export function tanh(x: Vector, keep: Keep): Vector {
  const size = keep(f32x4.abs(x));
  const e = exp(f32x4.add(size, size), keep);
  const far = keep(f32x4.sub(number(1), f32x4.div(number(2), f32x4.add(e, number(1)))));
  const square = keep(f32x4.mul(x, x));
  const p = polynomial(
    square,
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  );
  const near = f32x4.add(f32x4.mul(f32x4.mul(p, square), x), x);
  const signed = v128.select(i32x4.splat(-(2 ** 31)), x, far);
  return v128.select(f32x4.less(size, number(0.625)), near, signed);
}
