import { type Cost, type Data, type DefinedOperation, defineOp, type Spec, sizeOf } from "@convkit/tensor";
import { fast } from "../fastPools.js";
import { eachPlane, type PoolGeometry, poolCost, pooledShape } from "../poolGeometry.js";
import { regionsOf } from "../regions.js";
import { accumulate } from "./bilinear.js";

/** Who gets the gradient where several elements are the maximum of a window. */
export type Ties = "first" | "shared" | "all";

export interface MaxPoolGeometry extends PoolGeometry {
  readonly ties: Ties;
}

/**
 * Calls `visit` for each window's maxima with the offsets of output and input, the input's offset in its
 * channel, and the maximum's part of the gradient. NaN beats every number.
 */
export function eachMaximum(
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
export function comparisons(g: PoolGeometry, inputs: readonly Spec[], outputs: readonly Spec[]): Cost {
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
      eachMaximum({ ...g, ties: "first" }, x, (o, i) => {
        y[o] = x[i];
      }),
    // A maximum is one of its inputs: y = M·x with the choices M(x), which do not change near x; dx = Mᵀ·dy.
    vjp: (g, { inputs: [x], dy: [dy] }) => back.at(g, [dy, x]),
    cost: comparisons,
    fast: fast.max,
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
    fast: fast.maxGrad,
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
