import {
  type Cost,
  checkOptions,
  type Data,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  OptionError,
  type Spec,
  sizeOf,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import type { Rank } from "../options.js";
import {
  eachPlane,
  type PoolGeometry,
  type PoolOptions,
  poolCost,
  pooledShape,
  poolGeometry,
  poolOptions,
  regionsOf,
} from "../poolGeometry.js";
import { accumulate } from "./bilinear.js";

/** Who gets the gradient where several elements are the maximum of a window. */
export type Ties = "first" | "shared" | "all";

export interface MaxPoolOptions extends PoolOptions {
  /**
   * Where several elements are the maximum, the gradient goes to the first in row-major order (default, as
   * in PyTorch), is shared out evenly, or goes in full to all of them.
   */
  ties?: Ties;
}

export interface MaxPoolGeometry extends PoolGeometry {
  readonly ties: Ties;
}

export type MaxPool = ((x: Tensor, options: MaxPoolOptions) => Tensor) &
  HasOperation<MaxPoolOptions, MaxPoolGeometry>;
export type MaxPoolIndices = ((x: Tensor, options: PoolOptions) => Tensor) &
  HasOperation<PoolOptions, MaxPoolGeometry>;

/**
 * Calls `visit` for each window's maxima with the offsets of output and input, the input's offset in its
 * channel, and the maximum's part of the gradient. NaN beats every number.
 */
function eachMaximum(
  g: MaxPoolGeometry,
  x: Data,
  visit: (output: number, input: number, inChannel: number, part: number) => void,
): void {
  const { starts, inputs } = regionsOf(g);
  eachPlane(g, (plane, result) => {
    for (let o = 0; o + 1 < starts.length; o++) {
      let best = inputs[starts[o]];
      for (let i = starts[o] + 1; i < starts[o + 1]; i++) {
        const top = x[plane + best];
        const value = x[plane + inputs[i]];
        if (value > top || (Number.isNaN(value) && !Number.isNaN(top))) best = inputs[i];
      }
      if (g.ties === "first") {
        visit(result + o, plane + best, best, 1);
        continue;
      }
      const region = inputs.subarray(starts[o], starts[o + 1]);
      const equals = region.filter((i) => Object.is(x[plane + i] + 0, x[plane + best] + 0)); // −0 is 0
      for (const i of equals) visit(result + o, plane + i, i, g.ties === "shared" ? 1 / equals.length : 1);
    }
  });
}

/** k − 1 comparisons a window. */
function comparisons(g: PoolGeometry, inputs: readonly Spec[], outputs: readonly Spec[]): Cost {
  const { other, ...rest } = poolCost(g, inputs, outputs);
  return { ...rest, other: other - sizeOf(pooledShape(g)) };
}

/** Max pooling over any regions, with the two linear maps that carry its gradient there and back. */
export function maxPooling<Options>(rule: {
  name: string;
  params: (options: Options, x: Spec) => MaxPoolGeometry;
  slides: boolean;
}): DefinedOperation<Options, MaxPoolGeometry> {
  const { name } = rule;

  const pool: DefinedOperation<Options, MaxPoolGeometry> = defineOp<Options, MaxPoolGeometry>({
    name,
    inputs: [{ name: "x" }],
    params: (options, [x]) => rule.params(options, x),
    outputs: (g, [x]) => [{ shape: pooledShape(g), dtype: x.dtype }],
    ...(rule.slides ? { window: (g: PoolGeometry) => g.window! } : {}),
    forward: (g, [x], [y]) =>
      eachMaximum(g, x, (o, i) => {
        y[o] = x[i];
      }),
    // A maximum is one of its inputs: y = M·x with the choices M(x), which do not change near x; dx = Mᵀ·dy.
    vjp: (g, { inputs: [x], dy: [dy] }) => back.at(g, [dy, x]),
    cost: comparisons,
  });

  const back = defineOp<MaxPoolGeometry, MaxPoolGeometry>({
    name: `${name}InputGrad`,
    inputs: [{ name: "dy" }, { name: "x", differentiable: false }],
    params: (g) => g,
    outputs: (_, [, x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward: (g, [dy, x], [dx]) =>
      accumulate(dx, (sums) =>
        eachMaximum(g, x, (o, i, _, part) => {
          sums[i] += part * dy[o];
        }),
      ),
    vjp: (g, { inputs: [, x], dy: [e] }) => forth.at(g, [e, x]),
    cost: comparisons,
  });

  const forth: DefinedOperation<MaxPoolGeometry, MaxPoolGeometry> = defineOp<
    MaxPoolGeometry,
    MaxPoolGeometry
  >({
    name: `${name}InputGradAdjoint`,
    inputs: [{ name: "e" }, { name: "x", differentiable: false }],
    params: (g) => g,
    outputs: (g, [e]) => [{ shape: pooledShape(g), dtype: e.dtype }],
    forward: (g, [e, x], [v]) =>
      accumulate(v, (sums) =>
        eachMaximum(g, x, (o, i, _, part) => {
          sums[o] += part * e[i];
        }),
      ),
    vjp: (g, { inputs: [, x], dy: [dv] }) => back.at(g, [dv, x]),
    cost: comparisons,
  });

  return pool;
}

function tiesOf(operation: string, ties: Ties = "first"): Ties {
  if (ties === "first" || ties === "shared" || ties === "all") return ties;
  throw new OptionError({
    operation,
    argument: "ties",
    value: ties,
    expected: 'must be "first", "shared" or "all"',
  });
}

function maxPoolOf(rank: Rank): MaxPool {
  const name = `maxPool${rank}d`;
  const pool = maxPooling<MaxPoolOptions>({
    name,
    params(options, x) {
      checkOptions(name, options, [...poolOptions, "ties"]);
      return { ...poolGeometry(name, rank, options, x), ties: tiesOf(name, options.ties) };
    },
    slides: true,
  });
  return withOperation(pool, (x: Tensor, options: MaxPoolOptions) => pool([x], options)[0]);
}

function maxPoolIndicesOf(rank: Rank): MaxPoolIndices {
  const name = `maxPool${rank}dIndices`;
  const find = defineOp<PoolOptions, MaxPoolGeometry>({
    name,
    inputs: [{ name: "x", differentiable: false }],
    params(options, [x]) {
      checkOptions(name, options, poolOptions);
      return { ...poolGeometry(name, rank, options, x), ties: "first" };
    },
    outputs: (g) => [{ shape: pooledShape(g), dtype: "int32" }],
    window: (g) => g.window!,
    forward: (g, [x], [y]) =>
      eachMaximum(g, x, (o, _, inChannel) => {
        y[o] = inChannel;
      }),
    vjp: () => [],
    cost: comparisons,
  });
  return withOperation(find, (x: Tensor, options: PoolOptions) => find([x], options)[0]);
}

/** Max pooling of sequences: x [N, C, L]; otherwise as `maxPool2d`. */
export const maxPool1d: MaxPool = maxPoolOf(1);

/**
 * Max pooling: the largest element of each window (Goodfellow, Bengio & Courville 2016, §9.3). Padding
 * never wins (it counts as −∞), NaN always does.
 * @param x [N, C, H, W]
 * @returns [N, C, H′, W′], H′ = ⌊(H + pads − d(kH − 1) − 1)/s⌋ + 1, ⌈ ⌉ with `ceilMode`; the stride defaults to
 *   the kernel
 * @throws ShapeError when a window lies wholly in padding; OptionError
 * Gradient: to the first maximum of each window, or as `ties` says.
 * @example maxPool2d(tensor([[[[1, 2], [3, 4]]]]), { kernel: 2 }).toArray() // [[[[4]]]]
 */
export const maxPool2d: MaxPool = maxPoolOf(2);

/** Max pooling of volumes: x [N, C, D, H, W]; otherwise as `maxPool2d`. */
export const maxPool3d: MaxPool = maxPoolOf(3);

/** Where `maxPool1d` finds its maxima: see `maxPool2dIndices`. */
export const maxPool1dIndices: MaxPoolIndices = maxPoolIndicesOf(1);

/**
 * Where `maxPool2d` finds its maxima: row-major positions in the channel's plane (as in PyTorch), int32;
 * the first of equal ones.
 * @param x [N, C, H, W]
 * @returns [N, C, H′, W′]
 * @throws as `maxPool2d`
 * @example maxPool2dIndices(tensor([[[[1, 2], [4, 3]]]]), { kernel: 2 }).toArray() // [[[[2]]]]
 */
export const maxPool2dIndices: MaxPoolIndices = maxPoolIndicesOf(2);

/** Where `maxPool3d` finds its maxima: see `maxPool2dIndices`. */
export const maxPool3dIndices: MaxPoolIndices = maxPoolIndicesOf(3);
