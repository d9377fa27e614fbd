/**
 * Y[r, q] = Σ w[r, k] · x[k + q] for r rows and neighbouring q: a few filters slide over one plane, read in place.
 * Where a group has few channels nothing is worth packing; loads bind, so several vectors share a weight
 * and several rows share a vector.
 *
 * Registers: 1 row × 8 vectors (9 loads for 8 multiply-adds), 2 × 4, 4 × 3 (7 loads for 12).
 * Cache: a channel's plane, its sums and its result are in the first level together.
 * Sums: k ascending, in float32.
 * Measured: `npm run bench`, column "simd-depthwise". Did not help: calling once for all groups instead of three
 * times for each (the copies of the operands are what is left).
 */

import type { MultiplyAdd } from "./product/tile.js";
import { advance, f32, f32x4, get, i32, repeatWhile, type Statement, set, whileTrue } from "./wasm/code.js";
import type { ModuleWriter, Routine } from "./wasm/module.js";

/** Vectors beside one another for each number of rows. */
const shapes = { 1: 8, 2: 4, 4: 3 } as const;
export type SlideRows = keyof typeof shapes;
export const slideRows: readonly SlideRows[] = [4, 2, 1];
/** A vector more is read and written than asked for at most. */
export const slideSlack = 4;

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/**
 * Parameters: `k` table of byte offsets, `depth` of them, `w` address of the first row's weights (rows follow
 * one another, `depth` each), `x` address of the plane, `y` address of the first row's sums, `yStep` bytes to
 * the next, `vectors` to compute.
 */
export function slideRoutine(writer: ModuleWriter, rows: SlideRows, madd: MultiplyAdd): Routine {
  return writer.routine(`slide${rows}`, 7, (local) => (k, depth, w, x, y, yStep, vectors) => {
    const [bytes, at, weight, row] = [local("i32"), local("i32"), local("i32"), local("i32")];
    const chunk = (wide: number): Statement[] => {
      const sums = range(rows).map(() => range(wide).map(() => local("v128")));
      const [element, vector] = [local("v128"), range(wide).map(() => local("v128"))];
      return [
        ...sums.flat().map((sum) => set(sum, f32x4.splat(0))),
        set(at, i32.const(0)),
        repeatWhile(
          i32.less(get(at), get(bytes)),
          set(row, i32.add(get(x), i32.load(i32.add(get(k), get(at))))),
          ...vector.map((v, i) => set(v, f32x4.load(get(row), 16 * i))),
          set(weight, i32.add(get(w), get(at))),
          ...sums.flatMap((list, r) => [
            set(element, f32x4.loadSplat(get(weight))),
            ...list.map((sum, i) => set(sum, madd(get(element), get(vector[i]), get(sum)))),
            ...(r + 1 < rows ? [advance(weight, get(bytes))] : []),
          ]),
          advance(at, 4),
        ),
        set(row, get(y)),
        ...sums.flatMap((list, r) => [
          ...list.map((sum, i) => f32x4.store(get(row), get(sum), 16 * i)),
          ...(r + 1 < rows ? [advance(row, get(yStep))] : []),
        ]),
        advance(x, 16 * wide),
        advance(y, 16 * wide),
        advance(vectors, -wide),
      ];
    };
    return [
      set(bytes, i32.shl(get(depth), i32.const(2))),
      whileTrue(i32.lessOrEqual(i32.const(shapes[rows]), get(vectors)), ...chunk(shapes[rows])),
      whileTrue(get(vectors), ...chunk(1)),
    ];
  });
}

/** Taps whose sums one pass over the planes collects. */
export const dotTaps = 8;

/**
 * d[t] += Σ x[k_t + q] · y[q]: weight gradients. Parameters: `k` table of byte offsets of `taps` taps, `x`, `y`
 * addresses, `vectors`, `d` address of the sums.
 */
export function dotRoutine(writer: ModuleWriter, taps: number, madd: MultiplyAdd): void {
  writer.routine(`dot${taps}`, 5, (local) => (k, x, y, vectors, d) => {
    const from = range(taps).map(() => local("i32"));
    const sums = range(taps).map(() => local("v128"));
    const [vector, at] = [local("v128"), local("i32")];
    return [
      ...from.map((pointer, t) => set(pointer, i32.add(get(x), i32.load(get(k), 4 * t)))),
      whileTrue(
        get(vectors),
        set(vector, f32x4.load(i32.add(get(y), get(at)))),
        ...sums.map((sum, t) =>
          set(sum, madd(f32x4.load(i32.add(get(from[t]), get(at))), get(vector), get(sum))),
        ),
        advance(at, 16),
        advance(vectors, -1),
      ),
      ...sums.map((sum, t) => {
        const lane = (i: number) => f32x4.lane(get(sum), i);
        const total = f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3)));
        return f32.store(get(d), f32.add(f32.load(get(d), 4 * t), total), 4 * t);
      }),
    ];
  });
}

/**
 * All groups of a sample: lays out a group's channels as planes, slides its filters, moves the sums to the
 * result. Parameters: `count` of groups; `in`, `inCount`, `source`, `sourceStep`: moves to the planes, where the
 * first group's channels lie, bytes to the next group's; `planes`; `k`, `depth`, `w` as for a slide; `sums`, `step`,
 * `vectors`; `out`, `outCount`, `adds`: moves from one row of sums, and whether they add; `result`, `resultStep`,
 * `targets`: where the first row goes, bytes to the next, rows of a group.
 */
export function groupsRoutine(writer: ModuleWriter, moves: Routine, madd: MultiplyAdd): void {
  const slides = slideRows.map((rows) => ({ rows, routine: slideRoutine(writer, rows, madd) }));
  writer.routine("groups", 18, (local) => (...given) => {
    const [count, inTable, inCount, source, sourceStep, planes, k, depth, w, ...rest] = given;
    const [sums, step, vectors, outTable, outCount, adds, result, resultStep, targets] = rest;
    const [left, row] = [local("i32"), local("i32")];
    const blocks = slides.map(({ rows, routine }) =>
      whileTrue(
        i32.lessOrEqual(i32.const(rows), get(left)),
        routine.call(get(k), get(depth), get(w), get(planes), get(sums), get(step), get(vectors)),
        set(row, get(sums)),
        ...range(rows).flatMap(() => [
          moves.call(get(outTable), get(outCount), get(row), get(result), get(adds)),
          advance(row, get(step)),
          advance(result, get(resultStep)),
        ]),
        advance(w, i32.mul(i32.const(4 * rows), get(depth))),
        advance(left, -rows),
      ),
    );
    return [
      whileTrue(
        get(count),
        moves.call(get(inTable), get(inCount), get(source), get(planes), i32.const(0)),
        advance(source, get(sourceStep)),
        set(left, get(targets)),
        ...blocks,
        advance(count, -1),
      ),
    ];
  });
}
