import { checkOptions, type HasOperation, OptionError, type Tensor, withOperation } from "@convkit/tensor";
import type { Rank } from "../options.js";
import { type PoolOptions, poolGeometry, poolOptions } from "../poolGeometry.js";
import { type MaxPoolGeometry, maxPooling, type Ties } from "./maxima.js";

export interface MaxPoolOptions extends PoolOptions {
  /**
   * Where several elements are the maximum, the gradient goes to the first in row-major order (default, as
   * in PyTorch), is shared out evenly, or goes in full to all of them.
   */
  ties?: Ties;
}

export type MaxPool = ((x: Tensor, options: MaxPoolOptions) => Tensor) &
  HasOperation<MaxPoolOptions, MaxPoolGeometry>;
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
