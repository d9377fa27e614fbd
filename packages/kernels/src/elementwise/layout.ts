import { product, type Stretch, stepsOf, Walk } from "../walk.js";

/**
 * How a row of the result reads an operand: `whole`, the operand lies as the result does; `row`, neighbours along
 * the row; `number`, one for the whole row.
 */
export type Kind = "whole" | "row" | "number";

export interface Source {
  readonly size: number;
  readonly kind: Kind;
  /** Where each row begins. */
  readonly starts: Walk;
}

/** A broadcast as rows of the result: element i of row r comes from starts[r] + i of an operand, or from starts[r]. */
export interface Layout {
  readonly rows: number;
  readonly length: number;
  readonly sources: readonly Source[];
}

const origin = new Walk([]);

/** The fewest rows for a result of this shape from operands of those: axes that run on together are one. */
export function broadcastLayout(shape: readonly number[], operands: readonly (readonly number[])[]): Layout {
  const length = product(shape);
  const sizes = operands.map(product);
  // The usual case, told apart at once since it is that of the shortest calls too: one row.
  if (sizes.every((size) => size === length || size === 1)) {
    const sources = sizes.map(
      (size): Source => ({ size, kind: size === length ? "whole" : "number", starts: origin }),
    );
    return { rows: 1, length, sources };
  }
  const steps = operands.map((own) => broadcastSteps(own, shape));
  const axes: { count: number; steps: number[] }[] = [];
  shape.forEach((count, axis) => {
    const here = steps.map((own) => own[axis]);
    const last = axes.at(-1);
    if (count === 1) return;
    if (last?.steps.every((step, i) => step === count * here[i]))
      axes[axes.length - 1] = { count: last.count * count, steps: here };
    else axes.push({ count, steps: here });
  });
  const inner = axes.pop() ?? { count: 1, steps: operands.map(() => 1) };
  return {
    rows: product(axes.map(({ count }) => count)),
    length: inner.count,
    sources: sizes.map((size, i) => ({
      size,
      kind: size === length ? "whole" : inner.steps[i] === 0 ? "number" : "row",
      starts: new Walk(axes.map(({ count, steps: all }): Stretch => ({ count, step: all[i] }))),
    })),
  };
}

/** Elements from index to index of `shape` in an operand that is stretched to it: 0 where it is. */
function broadcastSteps(own: readonly number[], shape: readonly number[]): number[] {
  const [steps, lead] = [stepsOf(own), shape.length - own.length];
  return shape.map((_, axis) => (axis < lead || own[axis - lead] === 1 ? 0 : steps[axis - lead]));
}
