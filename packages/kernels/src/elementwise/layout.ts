import { product } from "../walk.js";

/**
 * How a row of the result reads an operand: `whole`, the operand lies as the result does; `row`, neighbours along
 * the row; `number`, one for the whole row.
 */
export type Kind = "whole" | "row" | "number";

export interface Source {
  readonly size: number;
  readonly kind: Kind;
  /** Where each row begins. */
  starts(): Int32Array;
}

/** A broadcast as rows of the result: element i of row r comes from starts[r] + i of an operand, or from starts[r]. */
export interface Layout {
  readonly rows: number;
  readonly length: number;
  readonly sources: readonly Source[];
}

/** The fewest rows for a result of this shape from operands of those: axes that run on together are one. */
export function broadcastLayout(shape: readonly number[], operands: readonly (readonly number[])[]): Layout {
  const size = product(shape);
  const sizes = operands.map(product);
  // The usual case, told apart at once since it is that of the shortest calls too: one row.
  if (sizes.every((own) => own === size || own === 1)) {
    const starts = (): Int32Array => new Int32Array(1);
    const sources = sizes.map(
      (own): Source => ({ size: own, kind: own === size ? "whole" : "number", starts }),
    );
    return { rows: 1, length: size, sources };
  }
  const counts: number[] = [];
  const steps: number[][] = operands.map(() => []);
  const own = operands.map((operand) => stretchedSteps(operand, shape));
  shape.forEach((count, axis) => {
    if (count === 1) return;
    const runsOn = counts.length > 0 && steps.every((of, i) => of[of.length - 1] === count * own[i][axis]);
    const at = runsOn ? counts.length - 1 : counts.length;
    counts[at] = runsOn ? counts[at] * count : count;
    steps.forEach((of, i) => {
      of[at] = own[i][axis];
    });
  });
  const length = counts.pop() as number;
  const sources = sizes.map((each, i): Source => {
    const along = steps[i].pop();
    const kind = each === size ? "whole" : along === 0 ? "number" : "row";
    return { size: each, kind, starts: () => offsetsOf(counts, steps[i]) };
  });
  return { rows: product(counts), length, sources };
}

/** Elements from index to index of `shape` in an operand that is stretched to it: 0 where it is. */
function stretchedSteps(own: readonly number[], shape: readonly number[]): number[] {
  const lead = shape.length - own.length;
  const steps = new Array<number>(shape.length).fill(0);
  for (let axis = own.length - 1, step = 1; axis >= 0; step *= own[axis--])
    steps[lead + axis] = own[axis] === 1 ? 0 : step;
  return steps;
}

/** Of a row-major walk. */
function offsetsOf(counts: readonly number[], steps: readonly number[]): Int32Array {
  let offsets = new Int32Array(1);
  counts.forEach((count, axis) => {
    const finer = new Int32Array(offsets.length * count);
    for (let i = 0, at = 0; i < offsets.length; i++)
      for (let j = 0; j < count; j++) finer[at++] = offsets[i] + j * steps[axis];
    offsets = finer;
  });
  return offsets;
}
