import {
  broadcastLayout,
  type Elementwise,
  elementwiseProgram,
  elementwiseSupports,
  type FormulaName,
  type Layout,
  runElementwise,
} from "@convkit/kernels";
import type { FastImplementation } from "../operation.js";
import { sizeOf } from "../shape.js";
import { vectors } from "./vectors.js";

/** In units of the definition's loop, about 1.5 ns an element: a call, and copies in and out. */
const eager = (size: number): number => 1500 + 0.5 * size;
const resident = (size: number): number => size / 16;

interface Setting<P> {
  /** What the formula asks for. */
  readonly constants?: (params: P) => number[];
  /** How many usual steps one of the definition takes: of choices between values about 2, of exponentials 8. */
  readonly times?: number;
}

/** An element-wise operation; `supports` may be told without asking what it is `of`. */
function elementwise<P>(
  of: (params: P, size: number) => Elementwise,
  supports: (params: P) => true | string,
  times = 1,
): FastImplementation<P>[] {
  return [
    {
      name: "simd",
      supports: (params) => vectors(() => supports(params)),
      predict: (_, __, [y], fusion) => (fusion ? resident : eager)(sizeOf(y.shape)) / times,
      program: (params, [x], _, { bias, residual, clamp }) =>
        bias || residual
          ? undefined
          : { program: elementwiseProgram({ ...of(params, sizeOf(x.shape)), clamp }), batch: 1 },
      run: (params, inputs, [y]) =>
        runElementwise(of(params, inputs[0].length), inputs as Float32Array[], y as Float32Array),
    },
  ];
}

/** An operation on each element by itself, by its formula in `kernels`. */
export function simdUnary<P = object>(
  formula: FormulaName,
  { constants, times }: Setting<P> = {},
): FastImplementation<P>[] {
  const of = (params: P, size: number): Elementwise => ({
    formula,
    layout: broadcastLayout([size], [[size]]),
    constants: constants?.(params),
  });
  return elementwise(of, () => true, times);
}

/** An operation on operands that are stretched to one shape. */
export function simdStretched(
  formula: FormulaName,
  times?: number,
): FastImplementation<{ layout: Layout }>[] {
  const of = ({ layout }: { layout: Layout }): Elementwise => ({ formula, layout });
  return elementwise(of, (params) => elementwiseSupports(of(params)), times);
}
