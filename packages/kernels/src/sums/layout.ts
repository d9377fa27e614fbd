import { product, type Stretch, stepsOf, Walk } from "../walk.js";

/**
 * A sum over some axes: output o adds, for each run, what lies from starts[o] + runs[r] on: `length` neighbours, which
 * go into one number (`across`), or each into its own.
 */
export interface SumLayout {
  readonly size: number;
  readonly starts: Walk;
  readonly runs: Walk;
  readonly length: number;
  readonly across: boolean;
}

/** The sum of an array of this shape over the axes along which `kept`, of the same rank, has extent 1. */
export function sumLayout(shape: readonly number[], kept: readonly number[]): SumLayout {
  const steps = stepsOf(shape);
  const axes: (Stretch & { summed: boolean })[] = [];
  shape.forEach((count, axis) => {
    if (count === 1) return;
    const summed = kept[axis] === 1;
    const last = axes.at(-1);
    if (last?.summed === summed)
      axes[axes.length - 1] = { count: last.count * count, step: steps[axis], summed };
    else axes.push({ count, step: steps[axis], summed });
  });
  const { count: length, summed: across } = axes.pop() ?? { count: 1, summed: true };
  const walk = (which: boolean): Walk => new Walk(axes.filter(({ summed }) => summed === which));
  return { size: product(shape), starts: walk(false), runs: walk(true), length, across };
}
