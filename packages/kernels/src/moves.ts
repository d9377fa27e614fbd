import { combinations } from "./phases.js";
import { type Placement, placedStretch } from "./placement.js";
import { range } from "./range.js";
import { stepsOf } from "./walk.js";

/** Elements that move together along one axis: `count` from `from` on, `fromStep` apart, to `to` on. */
export interface Strip {
  readonly from: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toStep: number;
  readonly count: number;
}

/** A copy of `rows` rows of `length` elements; offsets and steps in bytes, from row to row and within a row. */
export interface Move {
  readonly from: number;
  readonly fromRow: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toRow: number;
  readonly toStep: number;
  readonly rows: number;
  readonly length: number;
}

export const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

export const strip = (from: number, fromStep: number, to: number, toStep: number, count: number): Strip => ({
  from,
  fromStep,
  to,
  toStep,
  count: Math.max(0, count),
});

/** The strips of all axes as copies of rows: one copy for the last two axes. */
export function movesOf(strips: readonly Strip[], from: readonly number[], to: readonly number[]): Move[] {
  const [fromSteps, toSteps] = [stepsOf(from), stepsOf(to)];
  const one = { from: 0, fromStep: 0, to: 0, toStep: 0, count: 1 };
  const scaled = strips.map((s, axis) => ({
    from: 4 * s.from * fromSteps[axis],
    fromStep: 4 * s.fromStep * fromSteps[axis],
    to: 4 * s.to * toSteps[axis],
    toStep: 4 * s.toStep * toSteps[axis],
    count: s.count,
  }));
  const [rows, row] = [scaled.at(-2) ?? one, scaled[scaled.length - 1]];
  if (row.count === 0 || rows.count === 0) return [];
  return combinations(scaled.slice(0, -2).map(({ count }) => range(count))).map((outer) => ({
    from: sumOf(outer.map((i, axis) => scaled[axis].from + i * scaled[axis].fromStep)) + rows.from + row.from,
    fromRow: rows.fromStep,
    fromStep: row.fromStep,
    to: sumOf(outer.map((i, axis) => scaled[axis].to + i * scaled[axis].toStep)) + rows.to + row.to,
    toRow: rows.toStep,
    toStep: row.toStep,
    rows: rows.count,
    length: row.count,
  }));
}

/** A placed copy as moves of one channel. */
export function placementMoves(placement: Placement): Move[] {
  const strips = placement.input.map((_, axis) => {
    const { from, to, step, count } = placedStretch(placement, axis);
    return strip(from, step, to, 1, count);
  });
  return movesOf(strips, placement.input, placement.shape);
}

/** The words of a move in memory, as `movesRoutine` reads them. */
export const moveTable = (m: Move): number[] => [
  ...[m.from, m.fromRow, m.fromStep],
  ...[m.to, m.toRow, m.toStep],
  ...[m.rows, m.length],
];
