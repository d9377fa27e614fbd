import { checkOptions, defineOp, type HasOperation, type Tensor, withOperation } from "@convkit/tensor";
import type { Rank } from "../options.js";
import { type PoolOptions, pooledShape, poolGeometry, poolOptions } from "../poolGeometry.js";
import { comparisons, eachMaximum, type MaxPoolGeometry } from "./maxima.js";

export type MaxPoolIndices = ((x: Tensor, options: PoolOptions) => Tensor) &
  HasOperation<PoolOptions, MaxPoolGeometry>;

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
