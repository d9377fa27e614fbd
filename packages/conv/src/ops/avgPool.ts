import { checkOptions, type HasOperation, OptionError, type Tensor, withOperation } from "@convkit/tensor";
import type { AvgPoolGeometry } from "../divisors.js";
import type { Rank } from "../options.js";
import { type PoolOptions, poolGeometry, poolOptions } from "../poolGeometry.js";
import { avgPooling } from "./means.js";

export interface AvgPoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count in the mean (PyTorch) or not (ONNX, TensorFlow). Default true. */
  countIncludePad?: boolean;
  /** Divide every window's sum by this number instead of its element count. */
  divisor?: number;
}

export type AvgPool = ((x: Tensor, options: AvgPoolOptions) => Tensor) &
  HasOperation<AvgPoolOptions, AvgPoolGeometry>;

function avgPool(rank: Rank): AvgPool {
  const name = `avgPool${rank}d`;
  const { pool } = avgPooling<AvgPoolOptions>({
    name,
    params(options, x) {
      checkOptions(name, options, [...poolOptions, "countIncludePad", "divisor"]);
      return { ...poolGeometry(name, rank, options, x), divisor: divisorOf(name, options) };
    },
    slides: true,
  });
  return withOperation(pool, (x: Tensor, options: AvgPoolOptions) => pool([x], options)[0]);
}

function divisorOf(operation: string, options: AvgPoolOptions): AvgPoolGeometry["divisor"] {
  const { countIncludePad = true, divisor } = options;
  if (typeof countIncludePad !== "boolean") {
    throw new OptionError({
      operation,
      argument: "countIncludePad",
      value: countIncludePad,
      expected: "must be true or false",
    });
  }
  if (divisor === undefined) return countIncludePad ? "padded" : "inside";
  if (!Number.isFinite(divisor) || divisor === 0) {
    throw new OptionError({
      operation,
      argument: "divisor",
      value: divisor,
      expected: "must be a finite number other than 0",
    });
  }
  return divisor;
}

/** Average pooling of sequences: x [N, C, L]; otherwise as `avgPool2d`. */
export const avgPool1d: AvgPool = avgPool(1);

/**
 * Average pooling: the mean of each window, added up in float64 by the definition and in float32 by "simd" (windows of up
 * to 4096 elements). What hangs over the padded input's end with `ceilMode` never counts.
 * @param x [N, C, H, W]
 * @returns [N, C, H′, W′], sizes as in `maxPool2d`; the stride defaults to the kernel
 * @throws ShapeError when a window lies wholly in padding; OptionError
 * @example avgPool2d(tensor([[[[1, 2], [3, 6]]]]), { kernel: 2 }).toArray() // [[[[3]]]]
 */
export const avgPool2d: AvgPool = avgPool(2);

/** Average pooling of volumes: x [N, C, D, H, W]; otherwise as `avgPool2d`. */
export const avgPool3d: AvgPool = avgPool(3);
