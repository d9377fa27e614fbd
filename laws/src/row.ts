import { type DType, type HasOperation, mul, rand, randn, sub, type Tensor } from "@convkit/tensor";
import type { Arbitrary } from "fast-check";
import type { Nd } from "./nd.js";

export type Shape = readonly number[];

/** How to make an input that ordinary random numbers would not do for. */
export interface InputMaker {
  readonly shape: Shape;
  make(seed: number, dtype: DType): Tensor;
}

/** One way of calling an operation. */
export interface Case {
  /** Shapes of the tensor arguments (normal random values), or makers. */
  inputs: readonly (Shape | InputMaker)[];
  /** The arguments after the tensors. */
  options?: any;
}

/** Everything that the suite must be told of an operation; the laws find out the rest. */
export interface Row extends Case {
  /** The public function. */
  op: ((...args: any[]) => Tensor) & HasOperation;
  /** How `op` is called, where that is not `op(...inputs, options)`. */
  call?: (inputs: readonly Tensor[], options: any) => Tensor;
  /** The result's shape, written by hand. */
  output: Shape;
  /** Multiply-adds and other arithmetic operations of this call, counted by hand. */
  cost: { macs?: number; other?: number };
  /** The definition, as naively as can be, in float64. */
  reference: (inputs: readonly Nd[], options: any) => Nd;
  /** Linear in all inputs taken together (concat), or in each while the others stand still (matmul). */
  linear?: "jointly" | "separately";
  /** Shapes without elements, and the result's shape for them. */
  empty: { inputs: readonly (Shape | InputMaker)[]; output: Shape; options?: any } | "refused";
  /** Random settings, for operations with geometry. */
  arbitrary?: Arbitrary<Case>;
}

export function call(row: Row, inputs: readonly Tensor[], { options }: Case = row): Tensor {
  if (row.call) return row.call(inputs, options);
  return options === undefined ? row.op(...inputs) : row.op(...inputs, options);
}

/** The inputs of a case, the same for the same seed. */
export function makeInputs({ inputs }: Pick<Case, "inputs">, dtype: DType = "float64", seed = 1): Tensor[] {
  return inputs.map((input, index) => {
    const own = 100 * seed + index;
    return "make" in input ? input.make(own, dtype) : randn(input, { seed: own, dtype });
  });
}

/** Values from 0.5 to 2, for logarithms, roots and divisors. */
export const positive = (shape: Shape): InputMaker => ({
  shape,
  make: (seed, dtype) => rand(shape, { seed, dtype, low: 0.5, high: 2 }),
});

/** Values from 0.5 to 2 of either sign, for functions with a kink at 0. */
export const awayFromZero = (shape: Shape): InputMaker => ({
  shape,
  make(seed, dtype) {
    const sign = sub(mul(bits(shape).make(-seed, dtype), 2), 1);
    return mul(positive(shape).make(seed, dtype), sign);
  },
});

/** int32 indices from 0 to limit − 1, whatever the element type of the other inputs. */
export const indices = (shape: Shape, limit: number): InputMaker => ({
  shape,
  make: (seed) => rand(shape, { seed, dtype: "int32", high: limit }),
});

/** Zeros and ones, about as many of each. */
export const bits = (shape: Shape): InputMaker => ({
  shape,
  make: (seed, dtype) => rand(shape, { seed, dtype: "int32", high: 2 }).to(dtype),
});

export const nameOf = ({ op, options }: Row): string =>
  options === undefined ? op.operation.name : `${op.operation.name} ${JSON.stringify(options)}`;
