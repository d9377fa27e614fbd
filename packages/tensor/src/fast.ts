/**
 * Float32 implementations of this package's operations, in WebAssembly SIMD. Eager calls copy operands in and results
 * out, so short arrays are left to the definitions' loops.
 */
import {
  broadcastLayout,
  type Elementwise,
  elementwiseProgram,
  elementwiseSupports,
  type FormulaName,
  type Layout,
  runElementwise,
  simdLevel,
} from "@convkit/kernels";
import type { FastImplementation } from "./operation.js";
import { sizeOf } from "./shape.js";

/** Why not where the machine cannot; else what `able` says. */
const vectors = (able: () => true | string): true | string =>
  simdLevel() === "none" ? "this machine has no WebAssembly SIMD" : able();

/** In units of the definition's loop, about 1.5 ns an element: a call, and copies in and out. */
const eager = (size: number): number => 4000 + 0.6 * size;
const resident = (size: number): number => size / 16;

function elementwise<P>(of: (params: P, size: number) => Elementwise): FastImplementation<P>[] {
  return [
    {
      name: "simd",
      supports: (params, [x]) => vectors(() => elementwiseSupports(of(params, sizeOf(x.shape)))),
      predict: (_, __, [y], fusion) => (fusion ? resident : eager)(sizeOf(y.shape)),
      program: (params, [x], _, { bias, residual, clamp }) =>
        bias || residual
          ? undefined
          : { program: elementwiseProgram({ ...of(params, sizeOf(x.shape)), clamp }), batch: 1 },
      run: (params, inputs, [y]) =>
        runElementwise(of(params, inputs[0].length), inputs as Float32Array[], y as Float32Array),
    },
  ];
}

/** An operation on each element by itself, by its formula in `kernels`; `constants` are what it asks for. */
export function simdUnary<P = object>(
  formula: FormulaName,
  constants?: (params: P) => number[],
): FastImplementation<P>[] {
  return elementwise((params, size) => ({
    formula,
    layout: broadcastLayout([size], [[size]]),
    constants: constants?.(params),
  }));
}

const simdBinary = (formula: FormulaName): FastImplementation<{ layout: Layout }>[] =>
  elementwise(({ layout }) => ({ formula, layout }));

/** For each operation, the ways to compute it. */
export const fast: Record<"neg" | "abs" | "square" | "sqrt" | "relu", FastImplementation<object>[]> &
  Record<
    "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "greater" | "less" | "equal",
    FastImplementation<{ layout: Layout }>[]
  > = {
  neg: simdUnary("neg"),
  abs: simdUnary("abs"),
  square: simdUnary("square"),
  sqrt: simdUnary("sqrt"),
  relu: simdUnary("relu"),
  add: simdBinary("add"),
  sub: simdBinary("sub"),
  mul: simdBinary("mul"),
  div: simdBinary("div"),
  maximum: simdBinary("maximum"),
  minimum: simdBinary("minimum"),
  greater: simdBinary("greater"),
  less: simdBinary("less"),
  equal: simdBinary("equal"),
};
