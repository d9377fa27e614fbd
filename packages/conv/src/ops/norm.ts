import {
  checkOptions,
  commonDtype,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  requireFloat,
  ShapeError,
  type Spec,
  type Tensor,
} from "@convkit/tensor";
import { fast } from "../fastLayers.js";
import { requireShape } from "../geometry.js";
import { epsilonOf, momentsOf, type NormGeometry, normalizeInto } from "../normGeometry.js";
import { normalizationVjp, normCost } from "./standardize.js";

export interface NormOptions {
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

export type Norm<Options> = ((x: Tensor, gamma?: Tensor, beta?: Tensor, options?: Options) => Tensor) &
  HasOperation<Options, NormGeometry>;

/** A normalisation of each sample by itself; `see` gives the view, and the shape of gamma and beta. */
export function norm<Options extends NormOptions>(
  name: string,
  known: readonly string[],
  see: (
    options: Options,
    x: Spec,
  ) => { view: NormGeometry["view"]; affine: readonly number[]; meaning: string },
): DefinedOperation<Options, NormGeometry> {
  return defineOp<Options, NormGeometry>({
    name,
    inputs: [{ name: "x" }, { name: "gamma", optional: true }, { name: "beta", optional: true }],
    params(options, inputs) {
      checkOptions(name, options, [...known, "epsilon"]);
      const [x, ...perChannel] = inputs;
      requireFloat(name, "x", x);
      commonDtype(name, inputs);
      const { view, affine, meaning } = see(options, x);
      perChannel.forEach((input, index) => {
        requireShape(name, ["gamma", "beta"][index], input, affine, meaning);
      });
      return { view, acrossSamples: false, epsilon: epsilonOf(name, options.epsilon) };
    },
    outputs: (_, [x]) => [{ shape: x.shape, dtype: x.dtype }],
    forward: (g, [x, gamma, beta], [y]) => normalizeInto(g, x, momentsOf(g, x), y, gamma, beta),
    vjp: (g, { inputs, dy: [dy], wanted }) => normalizationVjp(g, inputs, dy, wanted),
    cost: (_, inputs, outputs) => normCost({}, inputs, outputs),
    fast: fast.norm,
  });
}

/** The channels of x [N, C, …]. */
export function channelsOf(operation: string, { shape }: Spec): number {
  if (shape.length >= 2) return shape[1];
  throw new ShapeError({
    operation,
    argument: "x",
    found: `has shape [${shape.join(", ")}]`,
    value: shape,
    expected: "must be [N, C, …]",
  });
}
