/**
 * A block of results: four rows (or fewer) of a few vectors, from the rows of a padded copy that their windows read. A row
 * of the copy is loaded once for each tap in a row of the kernel, and meets every result whose window holds it.
 *
 * Registers: where up to 9 weights are all there are (3 × 3, depthwise), they stay in registers: 9 + 4 sums + 1 of the copy
 * = 14 of 16, and 18 loads for 36 multiply-adds. Else a column of weights at a time: 8 sums + 3 weights + 1 of the copy, and
 * 36 + 9 loads for 72. So arithmetic binds, not loads. Cache: a channel's copy stays in the first level.
 * Sums: slice after slice; in each, rows of taps from top to bottom, or columns from left to right; in float32.
 */

import { range } from "../range.js";
import {
  advance,
  type Code,
  either,
  f32x4,
  get,
  i32,
  type Local,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, NewLocal, Routine } from "../wasm/module.js";
import { slideFields } from "./fields.js";
import { storeCode } from "./store.js";

/** What the code of a pass knows. */
export interface Shape {
  readonly taps: readonly [rows: number, columns: number];
  /** Rows of the copy from window to window, and from tap to tap. */
  readonly stride: number;
  readonly tapStep: number;
  /** Where each column of taps reads: in which phase of a row, which element. */
  readonly columns: readonly { readonly phase: number; readonly at: number }[];
  /** Rows of results at once, at most. */
  readonly rows: number;
  /** There is one slice: its weights, if they are few, are loaded once. */
  readonly single: boolean;
  /** Results of a row are neighbours. */
  readonly beside: boolean;
}

export const shapeKey = ({ taps, stride, tapStep, columns, rows, single, beside }: Shape): string =>
  [taps, stride, tapStep, columns.map(({ phase, at }) => `${phase}+${at}`), rows, single, beside].join(" ");

/** How the elements of a window become a result. */
export interface Meeting {
  readonly weighted: boolean;
  first(bias: Local<"i32">): Code<"v128">;
  add(sum: Code<"v128">, element: Code<"v128">, weight?: Code<"v128">): Code<"v128">;
}

export type Sums = readonly (readonly Local<"v128">[])[];
type Row = [row: number, tap: number];

/** For each row of the copy that windows of a block read: which rows of results it meets with which row of taps. */
export function meetings({ taps, stride, tapStep }: Shape, rows: number): Map<number, Row[]> {
  const met = new Map<number, Row[]>();
  for (let row = 0; row < rows; row++)
    for (let tap = 0; tap < taps[0]; tap++) {
      const at = row * stride + tap * tapStep;
      met.set(at, [...(met.get(at) ?? []), [row, tap]]);
    }
  return new Map([...met].sort(([a], [b]) => a - b));
}

/** Whether all weights of a window stay in registers. */
export const isResident = ({ taps, single }: Shape): boolean => single && taps[0] * taps[1] <= 9;

/** Weights in registers: all of a window, or those of one column of taps at a time. */
export function weightCode(local: NewLocal, { taps, columns }: Shape, resident: boolean) {
  const [weight, column] = [local("i32"), local("i32")];
  const weights = range(taps[0]).map(() => range(resident ? taps[1] : 1).map(() => local("v128")));
  const load = (d: Local<"i32">, of: number): Statement[] =>
    weights.flatMap((ofRow, tap) => [
      tap === 0 ? set(weight, get(column)) : advance(weight, slideFields.read(d, "weightRow")),
      set(ofRow[of], f32x4.loadSplat(get(weight))),
    ]);
  const next = (d: Local<"i32">, i: number): Statement[] =>
    i > 0 ? [advance(column, slideFields.read(d, "weightColumn"))] : [];
  return {
    of: (tap: number, ofColumn: number): Code<"v128"> => get(weights[tap][resident ? ofColumn : 0]),
    /** Begins a slice whose weights lie at `w` and the offset in `slice`. */
    begin: (w: Local<"i32">, slice: Code<"i32">): Statement =>
      set(column, i32.add(get(w), i32.load(slice, 4))),
    loadAll: (d: Local<"i32">): Statement[] => columns.flatMap((_, i) => [...next(d, i), ...load(d, i)]),
    loadColumn: (d: Local<"i32">, i: number): Statement[] => [...next(d, i), ...load(d, 0)],
  };
}

/** Adds up windows. */
function windowCode(local: NewLocal, shape: Shape, { weighted, add }: Meeting) {
  const { columns } = shape;
  const [slice, end, from, row, rowStep] = range(5).map(() => local("i32"));
  const element = local("v128");
  const resident = weighted && isResident(shape);
  const weights = weighted ? weightCode(local, shape, resident) : undefined;
  const inPhase = (d: Local<"i32">, pointer: Local<"i32">, phase: number): Code<"i32"> =>
    phase === 0
      ? get(pointer)
      : i32.add(get(pointer), i32.mul(slideFields.read(d, "phaseStep"), i32.const(phase)));

  function inSlice(d: Local<"i32">, sums: Sums, rows: number): Statement[] {
    /** Visits the rows of the copy in ascending order, with a pointer to each. */
    const eachRow = (base: Code<"i32">, body: (pairs: readonly Row[]) => Statement[]): Statement[] => {
      let before = 0;
      return [...meetings(shape, rows)].flatMap(([at, pairs], i) => {
        const by = at - before;
        before = at;
        const step = by === 1 ? get(rowStep) : i32.mul(get(rowStep), i32.const(by));
        return [i === 0 ? set(row, base) : advance(row, step), ...body(pairs)];
      });
    };
    const meet = (pointer: Code<"i32">, at: number, pairs: readonly Row[], ofColumn: number): Statement[] =>
      sums[0].flatMap((_, v) => [
        set(element, f32x4.load(pointer, 4 * at + 16 * v)),
        ...pairs.map(([r, tap]) =>
          set(sums[r][v], add(get(sums[r][v]), get(element), weights?.of(tap, ofColumn))),
        ),
      ]);
    if (resident || !weights)
      return eachRow(get(from), (pairs) =>
        columns.flatMap(({ phase, at }, i) => meet(inPhase(d, row, phase), at, pairs, i)),
      );
    return columns.flatMap(({ phase, at }, i) => [
      ...weights.loadColumn(d, i),
      ...eachRow(inPhase(d, from, phase), (pairs) => meet(get(row), at, pairs, i)),
    ]);
  }

  return {
    /** Registers of one row of results that are left for sums. */
    vectors: (rows: number): number => Math.max(1, Math.floor((resident ? 5 : 8) / rows)),
    begin: (d: Local<"i32">, w: Local<"i32">): Statement[] => [
      set(rowStep, slideFields.read(d, "rowStep")),
      ...(weights && resident
        ? [weights.begin(w, slideFields.read(d, "slices")), ...weights.loadAll(d)]
        : []),
    ],
    add: (d: Local<"i32">, x: Local<"i32">, w: Local<"i32">, sums: Sums): Statement[] => [
      set(slice, slideFields.read(d, "slices")),
      ...(resident
        ? [set(from, i32.add(get(x), i32.load(get(slice)))), ...inSlice(d, sums, sums.length)]
        : [
            set(end, slideFields.read(d, "slicesEnd")),
            whileTrue(
              i32.less(get(slice), get(end)),
              set(from, i32.add(get(x), i32.load(get(slice)))),
              ...(weights ? [weights.begin(w, get(slice))] : []),
              ...inSlice(d, sums, sums.length),
              advance(slice, 8),
            ),
          ]),
    ],
  };
}

/** Splits rows into blocks of at most `most` (4, or 1): ten are 4 + 3 + 3, so that as few as possible stand alone. */
export function inBlocks(
  rows: Local<"i32">,
  most: number,
  block: (count: number) => Statement[],
): Statement[] {
  if (most === 1) return [whileTrue(get(rows), ...block(1))];
  const exactly = (count: number) => i32.equal(get(rows), i32.const(count));
  return [
    whileTrue(i32.less(i32.const(6), get(rows)), ...block(4)),
    when(exactly(4), ...block(4)),
    whileTrue(i32.less(i32.const(2), get(rows)), ...block(3)),
    when(exactly(2), ...block(2)),
    when(exactly(1), ...block(1)),
  ];
}

/**
 * All rows of results of a band, block after block. Parameters: descriptor;
 * addresses of what the first window reads in the copy, of a target's weights, of the first result, of the target's bias;
 * `rows`.
 */
export function bandRoutine(writer: ModuleWriter, shape: Shape, meeting: Meeting): Routine {
  return writer.routine("band", 6, (local) => {
    const window = windowCode(local, shape, meeting);
    const store = storeCode(local, { beside: shape.beside });
    const [first, left, from, to] = [local("v128"), local("i32"), local("i32"), local("i32")];
    const most = Math.max(...range(shape.rows).map((r) => (r + 1) * window.vectors(r + 1)));
    const all = range(most).map(() => local("v128"));
    const sums = (count: number, wide: number): Sums =>
      range(count).map((r) => all.slice(r * wide, (r + 1) * wide));
    return (d, x, w, y, bias, rows) => {
      const chunk = (some: Sums, finish: Statement[]): Statement[] => [
        ...some.flat().map((sum) => set(sum, get(first))),
        ...window.add(d, from, w, some),
        ...finish,
        advance(from, 16 * some[0].length),
        advance(left, -4 * some[0].length),
      ];
      /** One block of rows, from the left to the right. */
      const block = (count: number): Statement[] => {
        const wide = window.vectors(count);
        const [many, one] = [sums(count, wide), sums(count, 1)];
        const lanes = store.lanes(d, to, one, left);
        const fits = (vectors: number) => i32.lessOrEqual(i32.const(4 * vectors), get(left));
        return [
          set(from, get(x)),
          set(to, get(y)),
          set(left, slideFields.read(d, "width")),
          ...(shape.beside && wide > 1
            ? [whileTrue(fits(wide), ...chunk(many, store.vectors(d, to, many)))]
            : []),
          whileTrue(
            i32.lessSigned(i32.const(0), get(left)),
            ...chunk(one, shape.beside ? [either(fits(1), store.vectors(d, to, one), lanes)] : lanes),
          ),
          advance(x, i32.mul(slideFields.read(d, "rowStep"), i32.const(count * shape.stride))),
          advance(y, i32.mul(slideFields.read(d, "resultRow"), i32.const(count))),
          advance(rows, -count),
        ];
      };
      return [
        set(first, meeting.first(bias)),
        ...store.begin(d),
        ...window.begin(d, w),
        ...inBlocks(rows, shape.rows, block),
      ];
    };
  });
}
