/**
 * Float32 implementations of this package's operations, in WebAssembly SIMD. Eager calls copy operands in and results
 * out, so short arrays are left to the definitions' loops.
 */
import {
  broadcastLayout,
  type Copy,
  copyProgram,
  type Elementwise,
  elementwiseProgram,
  elementwiseSupports,
  type FormulaName,
  fitsArena,
  type Layout,
  type Matrices,
  matrixMap,
  matrixProgram,
  type Program,
  productCycles,
  productProgram,
  programBytes,
  runElementwise,
  runProgram,
  type SumLayout,
  simdLevel,
  sumLayout,
  sumProgram,
} from "@convkit/kernels";
import { gridCopies, orderCopies, seamCopies } from "./copies.js";
import type { Spec } from "./dtype.js";
import type { FastImplementation } from "./operation.js";
import type { Stretch } from "./ops/broadcast.js";
import type { Seams } from "./ops/concat.js";
import type { Groups } from "./ops/groups.js";
import type { Products } from "./ops/matmul.js";
import type { Grid } from "./ops/slice.js";
import type { Order } from "./ops/transpose.js";
import { sizeOf } from "./shape.js";

/** Why not where the machine cannot; else what `able` says. */
const vectors = (able: () => true | string): true | string =>
  simdLevel() === "none" ? "this machine has no WebAssembly SIMD" : able();

/** In units of the definition's loop, about 1.5 ns an element: a call, and copies in and out. */
const eager = (size: number): number => 2500 + 0.5 * size;
const resident = (size: number): number => size / 16;

interface Setting<P> {
  /** What the formula asks for. */
  readonly constants?: (params: P) => number[];
  /** How many usual steps one of the definition takes: of choices between values about 3, of exponentials 8. */
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
function simdStretched(formula: FormulaName, times?: number): FastImplementation<{ layout: Layout }>[] {
  const of = ({ layout }: { layout: Layout }): Elementwise => ({ formula, layout });
  return elementwise(of, (params) => elementwiseSupports(of(params)), times);
}

/** A product of matrices, with a bias for each column where there is a third input; `of` may say why not. */
export function simdProduct<P>(of: (params: P) => Matrices | string): FastImplementation<P>[] {
  const given = (params: P): Matrices => of(params) as Matrices;
  const program = (params: P, inputs: number): Program => matrixProgram(given(params), inputs > 2);
  return [
    {
      name: "simd",
      supports(params, inputs) {
        const matrices = of(params);
        if (typeof matrices === "string") return matrices;
        return vectors(() => fitsArena(programBytes(program(params, inputs.length))));
      },
      // In multiply-adds of the definition, about 1.2 ns.
      predict: (params, _, __, fusion) =>
        (fusion ? 200 : 1500) + 0.3 * productCycles(matrixMap(given(params)), fusion),
      program(params, _, __, fusion) {
        const map = matrixMap(given(params));
        return { program: productProgram(map, fusion), batch: map.batch };
      },
      run(params, inputs, [y]) {
        const { sharedB, batch } = given(params);
        const samples = sharedB ? 1 : batch;
        runProgram(program(params, inputs.length), samples, inputs as Float32Array[], y as Float32Array);
      },
    },
  ];
}

function matricesOf({ m, k, n, batch, batchA, batchB, transposeA, transposeB }: Products): Matrices | string {
  const [all, ofA, ofB] = [batch, batchA, batchB].map(sizeOf);
  if (ofA !== all) return "leading axes of a are stretched";
  if (ofB !== all && ofB !== 1) return "leading axes of b are stretched, but not to one matrix for all";
  return { batch: all, m, k, n, turnedA: transposeA, turnedB: transposeB, sharedB: ofB === 1 };
}

/** What only copies costs nothing by its definition, which does it as well, unless operands are resident. */
const copied: FastImplementation["predict"] = (_, __, ___, fusion) => (fusion ? 0 : 1);

/** Copies of grids. */
function copies<P>(
  of: (params: P) => readonly Copy[],
  {
    clears = false,
    supports = () => true,
  }: { clears?: boolean; supports?: (params: P) => true | string } = {},
): FastImplementation<P>[] {
  const programOf = (params: P, sizes: readonly number[]): Program => copyProgram(sizes, of(params), clears);
  const sizes = (specs: readonly Spec[]): number[] => specs.map(({ shape }) => sizeOf(shape));
  return [
    {
      name: "simd",
      supports: (params) => vectors(() => supports(params)),
      predict: copied,
      program: (params, inputs, outputs, { bias, residual, clamp }) =>
        bias || residual || clamp
          ? undefined
          : { program: programOf(params, sizes([...inputs, ...outputs])), batch: 1 },
      run(params, inputs, [y]) {
        const program = programOf(
          params,
          [...inputs, y].map(({ length }) => length),
        );
        runProgram(program, 1, inputs as Float32Array[], y as Float32Array);
      },
    },
  ];
}

/** Sums, divided by a number each. */
function simdSums<P>(of: (params: P) => { layout: SumLayout; divisor: number }): FastImplementation<P>[] {
  const programOf = (params: P): Program => {
    const { layout, divisor } = of(params);
    return sumProgram(layout, divisor);
  };
  return [
    {
      name: "simd",
      supports: (params, [x]) =>
        vectors(() => sizeOf(x.shape) < 2 ** 20 || fitsArena(programBytes(programOf(params)))),
      predict: (_, [x], __, fusion) => (fusion ? 200 : 4000) + 0.3 * sizeOf(x.shape),
      program: (params, _, __, { bias, residual, clamp }) =>
        bias || residual || clamp ? undefined : { program: programOf(params), batch: 1 },
      run: (params, inputs, [y]) =>
        runProgram(programOf(params), 1, inputs as Float32Array[], y as Float32Array),
    },
  ];
}

/** For each operation, the ways to compute it. */
export const fast: Record<
  "neg" | "abs" | "square" | "sqrt" | "relu" | "exp" | "tanh",
  FastImplementation<object>[]
> &
  Record<
    "add" | "sub" | "mul" | "div" | "maximum" | "minimum" | "greater" | "less" | "equal",
    FastImplementation<{ layout: Layout }>[]
  > & {
    matmul: FastImplementation<Products>[];
    sum: FastImplementation<Groups>[];
    mean: FastImplementation<Groups>[];
    sumTo: FastImplementation<Stretch>[];
    broadcastTo: FastImplementation<Stretch>[];
    transpose: FastImplementation<Order>[];
    slice: FastImplementation<Grid>[];
    pad: FastImplementation<Grid>[];
    concat: FastImplementation<Seams>[];
  } = {
  neg: simdUnary("neg"),
  abs: simdUnary("abs"),
  square: simdUnary("square"),
  sqrt: simdUnary("sqrt"),
  relu: simdUnary("relu", { times: 3 }),
  exp: simdUnary("exp", { times: 8 }),
  tanh: simdUnary("tanh", { times: 14 }),
  add: simdStretched("add"),
  sub: simdStretched("sub"),
  mul: simdStretched("mul"),
  div: simdStretched("div"),
  maximum: simdStretched("maximum", 3),
  minimum: simdStretched("minimum", 3),
  greater: simdStretched("greater"),
  less: simdStretched("less"),
  equal: simdStretched("equal"),
  matmul: simdProduct(matricesOf),
  sum: simdSums(({ shape, kept }) => ({ layout: sumLayout(shape, kept), divisor: 1 })),
  mean: simdSums(({ shape, kept, count }) => ({ layout: sumLayout(shape, kept), divisor: count })),
  broadcastTo: simdStretched("copy").map((one) => ({ ...one, predict: copied })),
  transpose: copies(orderCopies),
  slice: copies((grid) => gridCopies(grid, "out")),
  pad: copies((grid) => gridCopies(grid, "in"), {
    clears: true,
    supports: ({ value }) => value === 0 || "it pads with a value other than 0",
  }),
  concat: copies(seamCopies),
  sumTo: simdSums(({ from, to }) => {
    const kept = [...from.slice(to.length).map(() => 1), ...to];
    return { layout: sumLayout(from, kept), divisor: 1 };
  }),
};
