import {
  bytesOf,
  checkOptions,
  type Data,
  defineOp,
  exp,
  type FastImplementation,
  type HasOperation,
  mul,
  normalizeAxes,
  requireFloat,
  ShapeError,
  type Spec,
  sizeOf,
  sub,
  sum,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import { fast } from "../fastLayers.js";

export interface SoftmaxOptions {
  /** The axis whose values compete; a negative one counts from the end. Default −1. */
  axis?: number;
}

/** x seen as [outer, count, inner], the axis in the middle. */
export interface Rows {
  readonly axis: number;
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

export type Softmax = ((x: Tensor, options?: SoftmaxOptions) => Tensor) & HasOperation<SoftmaxOptions, Rows>;

function rowsOf(operation: string, options: SoftmaxOptions, x: Spec): Rows {
  checkOptions(operation, options, ["axis"]);
  requireFloat(operation, "x", x);
  const { shape } = x;
  const [axis] = normalizeAxes(operation, [options.axis ?? -1], shape.length);
  if (shape[axis] === 0) {
    throw new ShapeError({
      operation,
      argument: "x",
      found: `has shape [${shape.join(", ")}]`,
      value: shape,
      expected: `axis ${axis} must hold an element`,
    });
  }
  return {
    axis,
    outer: sizeOf(shape.slice(0, axis)),
    count: shape[axis],
    inner: sizeOf(shape.slice(axis + 1)),
  };
}

/** Calls `visit` for each row with a function for its elements' offsets, its maximum and its Σ e^(x − max). */
function eachRow(
  { outer, count, inner }: Rows,
  x: Data,
  visit: (offset: (i: number) => number, max: number, total: number) => void,
): void {
  for (let row = 0; row < outer * inner; row++) {
    const start = Math.floor(row / inner) * count * inner + (row % inner);
    const offset = (i: number): number => start + i * inner;
    let [max, total] = [Number.NEGATIVE_INFINITY, 0];
    for (let i = 0; i < count; i++) max = Math.max(max, x[offset(i)]);
    for (let i = 0; i < count; i++) total += Math.exp(x[offset(i)] - max); // ≤ count: cannot overflow
    visit(offset, max, total);
  }
}

function softmaxLike(rule: {
  name: string;
  /** From x less its row's maximum, and the row's Σ e^(x − max). */
  value: (shifted: number, total: number) => number;
  vjp: (y: Tensor, dy: Tensor, total: (x: Tensor) => Tensor) => Tensor;
  fast?: readonly FastImplementation<Rows>[];
}): Softmax {
  const { name, value } = rule;
  const apply = defineOp<SoftmaxOptions, Rows>({
    name,
    inputs: [{ name: "x" }],
    params: (options, [x]) => rowsOf(name, options, x),
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward: (rows, [x], [y]) =>
      eachRow(rows, x, (offset, max, total) => {
        for (let i = 0; i < rows.count; i++) y[offset(i)] = value(x[offset(i)] - max, total);
      }),
    vjp: ({ axis }, { outputs: [y], dy: [dy] }) => [
      rule.vjp(y, dy, (x) => sum(x, { axes: axis, keepDims: true })),
    ],
    // A comparison, a subtraction, an exponential, an addition and a division (or subtraction) each.
    cost: (_, inputs, outputs) => ({
      macs: 0,
      other: 5 * sizeOf(inputs[0].shape),
      bytes: bytesOf([...inputs, ...outputs]),
    }),
    fast: rule.fast,
  });
  return withOperation(apply, (x: Tensor, options: SoftmaxOptions = {}) => apply([x], options)[0]);
}

/**
 * eˣ/Σeˣ along an axis (Bridle 1990); the maximum is subtracted first, so that nothing overflows.
 * @returns the shape of x, each row adding up to 1
 * @throws OptionError, ShapeError, DtypeError
 * @example softmax(tensor([[1000, 1000]])).toArray() // [[0.5, 0.5]]
 */
export const softmax: Softmax = softmaxLike({
  name: "softmax",
  value: (shifted, total) => Math.exp(shifted) / total,
  vjp: (y, dy, total) => mul(y, sub(dy, total(mul(dy, y)))), // ∂yᵢ/∂xⱼ = yᵢ(δᵢⱼ − yⱼ)
  fast: fast.softmax,
});

/**
 * log(softmax(x)), computed as x − max − log Σe^(x − max), which keeps its digits where softmax is near 0.
 * @throws OptionError, ShapeError, DtypeError
 * @example logSoftmax(tensor([[0, -1000]])).toArray() // [[0, -1000]]
 */
export const logSoftmax: Softmax = softmaxLike({
  name: "logSoftmax",
  value: (shifted, total) => shifted - Math.log(total),
  vjp: (y, dy, total) => sub(dy, mul(exp(y), total(dy))), // ∂yᵢ/∂xⱼ = δᵢⱼ − softmax(x)ⱼ
});
