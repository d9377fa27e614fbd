import { convMatrix, outputSize } from "@convkit/conv";
import type { Tensor } from "@convkit/tensor";
import { positions } from "../conv/grid.js";
import type { Problem } from "../conv/setting.js";

/** One number of the matrix that is not a structural zero. */
export interface Entry {
  row: number;
  column: number;
  /** Row-major position of its weight in `Sparse.weights`. */
  weight: number;
  value: number;
}

/** The matrix C of a convolution: rows are outputs, columns inputs, channel by channel. */
export interface Sparse {
  rows: number;
  columns: number;
  entries: Entry[];
  /** Shape of all weights: [Cout, Cin/groups, …kernel], after the output's sizes where positions have their own. */
  weights: readonly number[];
}

/**
 * C of a convolution, of the one whose transpose is drawn, or of a locally connected layer (whose weights `own`
 * are [out…, Cout, Cin/groups, …kernel]): the same places, with weights of their own in every row.
 */
export function sparseOf({ geometry, w }: Problem, own?: Tensor): Sparse {
  const { groups, window } = geometry;
  const { axes } = window;
  const input = axes.map((axis) => axis.input);
  const settings = {
    stride: axes.map(({ stride }) => stride),
    padding: axes.map(({ padding }) => padding),
    dilation: axes.map(({ dilation }) => dilation),
  };
  const matrix = convMatrix(w, { groups, inputSize: input, ...settings });
  // Output padding ≥ stride leaves room for windows that the transposed convolution has no input for.
  const all = outputSize(input, { kernel: axes.map(({ kernel }) => kernel), ...settings });
  const kept = positions(all).map((at) => at.every((index, axis) => index < axes[axis].output));
  const perChannel = kept.length;
  const count = kept.filter(Boolean).length;
  let next = 0;
  const rowOf = kept.map((keep) => (keep ? next++ : -1));
  const entries: Entry[] = [];
  for (let r = 0; r < matrix.shape[0]; r++) {
    const position = rowOf[r % perChannel];
    if (position < 0) continue;
    const row = Math.floor(r / perChannel) * count + position;
    for (let i = matrix.rowPointers[r]; i < matrix.rowPointers[r + 1]; i++) {
      const weight = matrix.weightIndex[i] + (own ? position * w.data.length : 0);
      const value = own ? own.data[weight] : matrix.values[i];
      entries.push({ row, column: matrix.columns[i], weight, value });
    }
  }
  const weights = own?.shape ?? w.shape;
  return { rows: geometry.outChannels * count, columns: matrix.shape[1], entries, weights };
}

/** Cᵀ: the same entries the other way round. */
export function transposed({ rows, columns, entries, weights }: Sparse): Sparse {
  return {
    rows: columns,
    columns: rows,
    entries: entries.map((entry) => ({ ...entry, row: entry.column, column: entry.row })),
    weights,
  };
}
