import {
  abs,
  checkOptions,
  defineOp,
  equal,
  greater,
  type HasOperation,
  less,
  mul,
  OptionError,
  pow,
  requireFloat,
  sub,
  type Tensor,
  where,
  withOperation,
} from "@convkit/tensor";
import type { Rank } from "../options.js";
import {
  eachPair,
  type PoolGeometry,
  type PoolOptions,
  poolCost,
  pooledShape,
  poolGeometry,
  poolOptions,
} from "../poolGeometry.js";
import { accumulate } from "./bilinear.js";
import { maxPool1d, maxPool2d, maxPool3d } from "./maxPool.js";
import { avgPooling } from "./means.js";

export interface LpPoolOptions extends PoolOptions {
  /** The norm's exponent, above 0; Infinity gives the maximum of |x|. */
  p: number;
}

export interface LpPoolGeometry extends PoolGeometry {
  readonly p: number;
}

export type LpPool = ((x: Tensor, options: LpPoolOptions) => Tensor) &
  HasOperation<LpPoolOptions, LpPoolGeometry>;

function lpPool(rank: Rank): LpPool {
  const name = `lpPool${rank}d`;
  const sum = avgPooling<PoolGeometry>({
    name: `${name}Sum`,
    params: (g) => ({ ...g, divisor: 1 }),
    slides: false,
  });
  const pool = defineOp<LpPoolOptions, LpPoolGeometry>({
    name,
    inputs: [{ name: "x" }],
    params(options, [x]) {
      checkOptions(name, options, [...poolOptions, "p"]);
      requireFloat(name, "x", x);
      return { ...poolGeometry(name, rank, options, x), p: exponentOf(name, options.p) };
    },
    outputs: (g, [x]) => [{ shape: pooledShape(g), dtype: x.dtype }],
    window: (g) => g.window!,
    forward: (g, [x], [y]) =>
      accumulate(y, (sums) => {
        eachPair(g, (i, o) => {
          sums[o] += Math.abs(x[i]) ** g.p;
        });
        for (let o = 0; o < sums.length; o++) sums[o] **= 1 / g.p;
      }),
    // ∂y/∂xᵢ = sign(xᵢ)·|xᵢ|^(p−1) · y^(1−p), added up over the windows that hold xᵢ.
    vjp(g, { inputs: [x], outputs: [y], dy: [dy] }) {
      const [spread] = sum.back.at({ ...g, divisor: 1 }, [mul(dy, powOrZero(y, 1 - g.p))]);
      return [mul(signedPow(x, g.p - 1), spread)];
    },
    cost(g, inputs, outputs) {
      const { other, ...rest } = poolCost(g, inputs, outputs);
      return { ...rest, other: 2 * other }; // a power and an addition each, the last of a window being its root
    },
  });
  const maxPool = { 1: maxPool1d, 2: maxPool2d, 3: maxPool3d }[rank];
  return withOperation(pool, (x: Tensor, options: LpPoolOptions) => {
    if (options?.p !== Number.POSITIVE_INFINITY) return pool([x], options)[0];
    const { p, ...window } = options;
    return maxPool(abs(x), window);
  });
}

function exponentOf(operation: string, p: number): number {
  if (typeof p === "number" && p > 0) return p;
  throw new OptionError({
    operation,
    argument: "p",
    found: p === undefined ? "is missing" : undefined,
    value: p,
    expected: "must be a number above 0 (1, 2, … or Infinity)",
  });
}

/** sign(x)·|x|^e; 0 at 0. */
function signedPow(x: Tensor, exponent: number): Tensor {
  return exponent === 0 ? sub(greater(x, 0), less(x, 0)) : mul(x, powOrZero(abs(x), exponent - 1));
}

/** x^e, but 0 at 0, where the norm has a kink: its gradient there is taken for 0. */
function powOrZero(x: Tensor, exponent: number): Tensor {
  const zero = equal(x, 0);
  return where(zero, 0, pow(where(zero, 1, x), exponent));
}

/** Lp pooling of sequences: x [N, C, L]; otherwise as `lpPool2d`. */
export const lpPool1d: LpPool = lpPool(1);

/**
 * Lp pooling: the p-norm (Σ |x|ᵖ)^(1/p) of each window (Sermanet, Chintala & LeCun 2012, §2.2, without
 * their weights). PyTorch sums signed powers instead, which for odd p is no norm.
 * @param x [N, C, H, W]
 * @returns [N, C, H′, W′], sizes as in `maxPool2d`; the stride defaults to the kernel
 * @throws ShapeError when a window lies wholly in padding; OptionError
 * Gradient: 0 where an element is 0 or the norm is, also where p < 1 would make it infinite.
 * @example lpPool2d(tensor([[[[3, -4], [0, 0]]]]), { kernel: 2, p: 2 }).toArray() // [[[[5]]]]
 */
export const lpPool2d: LpPool = lpPool(2);

/** Lp pooling of volumes: x [N, C, D, H, W]; otherwise as `lpPool2d`. */
export const lpPool3d: LpPool = lpPool(3);
