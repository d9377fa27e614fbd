import {
  checkOptions,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  OptionError,
  requireFloat,
  type Spec,
  type Tensor,
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
  regionsOf,
  windowSizes,
} from "../poolGeometry.js";
import { accumulate } from "./bilinear.js";

export interface AvgPoolOptions extends PoolOptions {
  /** Whether the zeros of the padding count in the mean (PyTorch) or not (ONNX, TensorFlow). Default true. */
  countIncludePad?: boolean;
  /** Divide every window's sum by this number instead of its element count. */
  divisor?: number;
}

export interface AvgPoolGeometry extends PoolGeometry {
  /** What a window's sum is divided by: a number, or how many elements it covers. */
  readonly divisor: number | "inside" | "padded";
}

export type AvgPool = ((x: Tensor, options: AvgPoolOptions) => Tensor) &
  HasOperation<AvgPoolOptions, AvgPoolGeometry>;

/** What each window's sum is divided by, in one channel. */
function divisorsOf(g: AvgPoolGeometry): Float64Array {
  if (g.divisor === "padded" && g.window) return windowSizes(g.window);
  const { starts } = regionsOf(g);
  return Float64Array.from({ length: starts.length - 1 }, (_, o) =>
    typeof g.divisor === "number" ? g.divisor : starts[o + 1] - starts[o],
  );
}

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
    },
  );

  return { pool, back };
}

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
 * Average pooling: the mean of each window, added up in float64. What hangs over the padded input's end
 * with `ceilMode` never counts.
 * @param x [N, C, H, W]
 * @returns [N, C, H′, W′], sizes as in `maxPool2d`; the stride defaults to the kernel
 * @throws ShapeError when a window lies wholly in padding; OptionError
 * @example avgPool2d(tensor([[[[1, 2], [3, 6]]]]), { kernel: 2 }).toArray() // [[[[3]]]]
 */
export const avgPool2d: AvgPool = avgPool(2);

/** Average pooling of volumes: x [N, C, D, H, W]; otherwise as `avgPool2d`. */
export const avgPool3d: AvgPool = avgPool(3);
