import { carriesGradient, mul, randn, sum, type Tensor } from "@convkit/tensor";
import { type Case, call, makeInputs, type Row } from "./row.js";

/** A row's operation as a function of the inputs that have a gradient; the others are held. */
export interface Subject {
  f: (...inputs: Tensor[]) => Tensor;
  inputs: Tensor[];
}

export function differentiable(row: Row, at: Case = row): Subject {
  const all = makeInputs(at);
  const wanted = all.map((input, index) => carriesGradient(row.op.operation, index, input));
  const f = (...some: Tensor[]): Tensor => {
    let next = 0;
    return call(
      row,
      all.map((input, index) => (wanted[index] ? some[next++] : input)),
      at,
    );
  };
  return { f, inputs: all.filter((_, index) => wanted[index]) };
}

/** Whether the operation has a gradient at all: comparisons and argMax have none. */
export const hasGradient = (row: Row): boolean => differentiable(row).inputs.length > 0;

export const dot = (a: Tensor, b: Tensor): number => sum(mul(a, b)).item();

/** Another tensor of the same shape. */
export const another = ({ shape }: Tensor, seed: number): Tensor => randn(shape, { seed, dtype: "float64" });
