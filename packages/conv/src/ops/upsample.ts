import {
  bytesOf,
  type Cost,
  type DefinedOperation,
  defineOp,
  type HasOperation,
  type Spec,
  sizeOf,
  type Tensor,
  withOperation,
} from "@convkit/tensor";
import {
  type ResampleGeometry,
  resampledFrom,
  resampleGeometry,
  type UpsampleOptions,
} from "../resampleGeometry.js";
import { accumulate } from "./bilinear.js";

/** Calls `visit(x, y, weight)` for every term of y = Σ weight·x. */
function eachTerm(g: ResampleGeometry, visit: (x: number, y: number, weight: number) => void): void {
  const terms = planeTerms(g);
  const [input, output] = [
    sizeOf(g.axes.map((axis) => axis.input)),
    sizeOf(g.axes.map((axis) => axis.output)),
  ];
  for (let map = 0; map < g.maps[0] * g.maps[1]; map++)
    for (const { at, to, weight } of terms) visit(map * input + at, map * output + to, weight);
}

/** The terms of one map: those of its axes, multiplied out. */
function planeTerms(g: ResampleGeometry): { at: number; to: number; weight: number }[] {
  return g.axes.reduce(
    (terms, axis) => {
      const line = Array.from({ length: axis.output }, (_, i) => resampledFrom(g, axis, i));
      return terms.flatMap((term) =>
        line.flatMap((sources, i) =>
          sources.map(({ at, weight }) => ({
            at: term.at * axis.input + at,
            to: term.to * axis.output + i,
            weight: term.weight * weight,
          })),
        ),
      );
    },
    [{ at: 0, to: 0, weight: 1 }],
  );
}

// Linear; the gradient is the adjoint, over the same terms.
const apply: DefinedOperation<UpsampleOptions, ResampleGeometry> = defineOp<
  UpsampleOptions,
  ResampleGeometry
>({
  name: "upsample",
  inputs: [{ name: "x" }],
  params: (options, [x]) => resampleGeometry(options, x),
  outputs: ({ maps, axes }, [x]) => [
    { shape: [...maps, ...axes.map(({ output }) => output)], dtype: x.dtype },
  ],
  forward: (g, [x], [y]) =>
    accumulate(y, (sums) =>
      eachTerm(g, (from, to, weight) => {
        sums[to] += weight * x[from];
      }),
    ),
  vjp: (g, { dy: [dy] }) => back.at(g, [dy]),
  cost,
});

const back: DefinedOperation<ResampleGeometry, ResampleGeometry> = defineOp<
  ResampleGeometry,
  ResampleGeometry
>({
  name: "upsampleInputGrad",
  inputs: [{ name: "dy" }],
  params: (g) => g,
  outputs: ({ maps, axes }, [dy]) => [
    { shape: [...maps, ...axes.map(({ input }) => input)], dtype: dy.dtype },
  ],
  forward: (g, [dy], [dx]) =>
    accumulate(dx, (sums) =>
      eachTerm(g, (to, from, weight) => {
        sums[to] += weight * dy[from];
      }),
    ),
  vjp: (g, { dy: [e] }) => apply.at(g, [e]),
  cost,
});

/** Nearest copies; linear blends 2 elements along each axis: a product and an addition each. */
function cost(
  { mode, maps, axes }: ResampleGeometry,
  inputs: readonly Spec[],
  outputs: readonly Spec[],
): Cost {
  const elements = maps[0] * maps[1] * sizeOf(axes.map(({ output }) => output));
  const other = mode === "nearest" ? 0 : 2 * 2 ** axes.length * elements;
  return { macs: 0, other, bytes: bytesOf([...inputs, ...outputs]) };
}

/**
 * Resizes each map to a given size or by a scale (as PyTorch's interpolate and ONNX's Resize).
 * @param x [N, C, …1 to 3 spatial axes]
 * @returns [N, C, …]
 * @throws OptionError, ShapeError, DtypeError
 * @example upsample(tensor([[[1, 3]]]), { scale: 2 }).toArray() // [[[1, 1, 3, 3]]]
 * @example upsample(tensor([[[1, 3]]]), { size: 3, mode: "linear", alignCorners: true }).toArray() // [[[1, 2, 3]]]
 */
export const upsample: ((x: Tensor, options: UpsampleOptions) => Tensor) &
  HasOperation<UpsampleOptions, ResampleGeometry> = withOperation(
  apply,
  (x: Tensor, options: UpsampleOptions) => apply([x], options)[0],
);
