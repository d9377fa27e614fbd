import {
  add,
  bytesOf,
  checkOptions,
  type DefinedOperation,
  defineOp,
  mul,
  OptionError,
  pow,
  requireFloat,
  sizeOf,
  square,
  type Tensor,
} from "@convkit/tensor";
import { perAxis, type Rank } from "../options.js";
import { requireTensor } from "../requireTensor.js";
import { spatialSizesOf } from "../spatialSizesOf.js";
import { avgPool1d, avgPool2d, avgPool3d } from "./avgPool.js";
import { accumulate } from "./bilinear.js";

export interface LocalResponseNormOptions {
  /** Neighbours that a value is compared with, itself included; along each axis with `over: "positions"`. */
  size: number;
  /** Default 1e-4. */
  alpha?: number;
  /** Default 0.75. */
  beta?: number;
  /** Default 1; the paper has 2. */
  k?: number;
  /** Neighbours across the maps at one position (default), or across the positions of one map. */
  over?: "maps" | "positions";
  /**
   * Whether alpha multiplies the mean of the squares, that is alpha/size (default: Caffe, PyTorch, ONNX and
   * cuda-convnet), or their sum (the paper's formula, TensorFlow). At the border the mean still divides by
   * the whole window.
   */
  alphaOf?: "mean" | "sum";
  /**
   * Neighbours [before, after]. Default: as many on both sides, one more before where size is even
   * (PyTorch); ONNX has one more after.
   */
  neighbours?: readonly [before: number, after: number];
}

interface Span {
  readonly view: readonly [samples: number, maps: number, positions: number];
  readonly before: number;
  readonly after: number;
}

/** y[c] = x[c − before] + … + x[c + after], over the maps that exist. The adjoint looks the other way. */
const sumOverMaps: DefinedOperation<Span, Span> = defineOp<Span, Span>({
  name: "sumOverMaps",
  inputs: [{ name: "x" }],
  params: (span) => span,
  outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
  forward: ({ view: [samples, maps, positions], before, after }, [x], [y]) =>
    accumulate(y, (sums) => {
      for (let n = 0; n < samples; n++)
        for (let c = 0; c < maps; c++)
          for (let from = Math.max(0, c - before); from <= Math.min(maps - 1, c + after); from++)
            for (let i = 0; i < positions; i++)
              sums[(n * maps + c) * positions + i] += x[(n * maps + from) * positions + i];
    }),
  vjp: ({ view, before, after }, { dy: [dy] }) =>
    sumOverMaps.at({ view, before: after, after: before }, [dy]),
  cost: ({ before, after }, inputs, outputs) => ({
    macs: 0,
    other: (before + after) * sizeOf(outputs[0].shape),
    bytes: bytesOf([...inputs, ...outputs]),
  }),
});

/** The sum over a window of positions, in which what lies outside the map counts as 0. */
function sumOverPositions(x: Tensor, { size, before, after }: { size: number } & Omit<Span, "view">): Tensor {
  const rank = (x.rank - 2) as Rank;
  const pool = { 1: avgPool1d, 2: avgPool2d, 3: avgPool3d }[rank];
  const padding = Array.from({ length: rank }, () => [before, after] as const);
  return pool(x, { kernel: size, stride: 1, padding, divisor: 1 });
}

/**
 * Local response normalisation: y = x / (k + α/n · Σ x²)^β, the sum running over `size` neighbouring maps at
 * the same position (Krizhevsky, Sutskever & Hinton 2012, §3.3; cuda-convnet's "across maps") or over a
 * window of positions in the same map (cuda-convnet's "same map"). n is the number of neighbours, size or
 * size^rank; the paper's own formula has n = 1: `alphaOf: "sum"`.
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns the shape of x
 * @throws ShapeError, OptionError, DtypeError
 * @example localResponseNorm(tensor([[[1], [1], [1]]]), { size: 3, alpha: 3, beta: 1, k: 0 }).toArray()[0][0] // [0.5]
 */
export function localResponseNorm(x: Tensor, options: LocalResponseNormOptions): Tensor {
  const { size, alpha, beta, k, over, alphaOf, before, after } = settingsOf(x, options);
  const [samples, maps, ...spatial] = x.shape;
  const squares = square(x);
  const sum =
    over === "maps"
      ? sumOverMaps.at({ view: [samples, maps, sizeOf(spatial)], before, after }, [squares])[0]
      : sumOverPositions(squares, { size, before, after });
  const count = alphaOf === "sum" ? 1 : over === "maps" ? size : size ** spatial.length;
  return mul(x, pow(add(mul(sum, alpha / count), k), -beta));
}

type Settings = Required<Omit<LocalResponseNormOptions, "neighbours">> & Omit<Span, "view">;

function settingsOf(x: Tensor, options: LocalResponseNormOptions): Settings {
  const name = "localResponseNorm";
  checkOptions(name, options, ["size", "alpha", "beta", "k", "over", "alphaOf", "neighbours"]);
  requireTensor(name, { x });
  requireFloat(name, "x", x);
  spatialSizesOf(name, x.shape, { empty: true });
  const { alpha = 1e-4, beta = 0.75, k = 1, over = "maps", alphaOf = "mean" } = options;
  const refuse = (argument: string, value: unknown, expected: string): never => {
    throw new OptionError({ operation: name, argument, value, expected });
  };
  const [size] = perAxis(name, "size", options.size, 1, 1);
  for (const [argument, value] of Object.entries({ alpha, beta, k }))
    if (!Number.isFinite(value)) refuse(argument, value, "must be a number");
  if (over !== "maps" && over !== "positions") refuse("over", over, 'must be "maps" or "positions"');
  if (alphaOf !== "mean" && alphaOf !== "sum") refuse("alphaOf", alphaOf, 'must be "mean" or "sum"');
  const { neighbours = [Math.floor(size / 2), Math.floor((size - 1) / 2)] } = options;
  const [before, after] = neighbours;
  const whole = [before, after].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!whole || before + after !== size - 1)
    refuse("neighbours", neighbours, `must be [before, after] with ${size - 1} in all, for size ${size}`);
  return { size, alpha, beta, k, over, alphaOf, before, after };
}
