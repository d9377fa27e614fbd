import { type DefinedOperation, defineOp, requireFloat, type Spec } from "@convkit/tensor";
import { type AvgPoolGeometry, divisorsOf } from "../divisors.js";
import { fast } from "../fastPools.js";
import { eachPair, type PoolGeometry, poolCost, pooledShape } from "../poolGeometry.js";
import { accumulate } from "./bilinear.js";

/** The mean of each region, and its adjoint. */
export interface AvgPooling<Options> {
  pool: DefinedOperation<Options, AvgPoolGeometry>;
  back: DefinedOperation<AvgPoolGeometry, AvgPoolGeometry>;
}

/** Average pooling over any regions: linear, so that its gradient is its adjoint. */
export function avgPooling<Options>(rule: {
  name: string;
  params: (options: Options, x: Spec) => AvgPoolGeometry;
  slides: boolean;
}): AvgPooling<Options> {
  const { name } = rule;
  const pool: DefinedOperation<Options, AvgPoolGeometry> = defineOp<Options, AvgPoolGeometry>({
    name,
    inputs: [{ name: "x" }],
    params(options, [x]) {
      requireFloat(name, "x", x);
      return rule.params(options, x);
    },
    outputs: (g, [x]) => [{ shape: pooledShape(g), dtype: x.dtype }],
    ...(rule.slides ? { window: (g: PoolGeometry) => g.window! } : {}),
    forward: (g, [x], [y]) =>
      accumulate(y, (sums) => {
        eachPair(g, (i, o) => {
          sums[o] += x[i];
        });
        const divisors = divisorsOf(g);
        for (let o = 0; o < sums.length; o++) sums[o] /= divisors[o % divisors.length];
      }),
    vjp: (g, { dy: [dy] }) => back.at(g, [dy]),
    cost: poolCost, // k − 1 additions and a division a window
    fast: fast.avg,
  });

  const back: DefinedOperation<AvgPoolGeometry, AvgPoolGeometry> = defineOp<AvgPoolGeometry, AvgPoolGeometry>(
    {
      name: `${name}InputGrad`,
      inputs: [{ name: "dy" }],
      params: (g) => g,
      outputs: (g, [dy]) => [{ shape: [g.batch, g.channels, ...g.input], dtype: dy.dtype }],
      forward: (g, [dy], [dx]) =>
        accumulate(dx, (sums) => {
          const divisors = divisorsOf(g);
          eachPair(g, (i, o) => {
            sums[i] += dy[o] / divisors[o % divisors.length];
          });
        }),
      vjp: (g, { dy: [e] }) => pool.at(g, [e]),
      cost: poolCost,
      fast: fast.avgGrad,
    },
  );

  return { pool, back };
}
