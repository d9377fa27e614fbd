/**
 * C[m × 8] += A[m × k] · B[k × 8] for m ≤ 6, emitted for every m.
 *
 * A is read in place: one pointer per row, and for k either a table of byte offsets (the taps of a window)
 * or elements in sequence. B is a packed panel: eight columns side by side, k after k. C is reached
 * through a table of rows and one of columns.
 *
 * Registers: 12 sums + 2 of B + 1 of A = 15 of 16. Cache: a panel 512 deep is 16 KiB and stays in the first
 * level while all rows pass; A streams from the second.
 * Sums: k ascending, in float32, fused where the machine fuses.
 * Measured: `npm run bench`, column "simd". Did not help: tiles of 4 × 8 (too few sums to hide the wait for each),
 * 7 × 8, 8 × 8 and 4 × 12 (they spill); more than one k a pass.
 */

import { range } from "../range.js";
import {
  advance,
  type Code,
  f32x4,
  get,
  i32,
  type Local,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { addBias, inRuns, pass, singly } from "./store.js";

type Vector = Code<"v128">;
export type MultiplyAdd = (a: Vector, b: Vector, sum: Vector) => Vector;

export const multiplyAdd = (fused: boolean): MultiplyAdd =>
  fused ? f32x4.relaxedMultiplyAdd : (a, b, sum) => f32x4.add(sum, f32x4.mul(a, b));

/** How k walks along a row of A. */
export type Walk = "table" | "sequence";

/**
 * One tile. Its parameters: `a`, `c` tables of row offsets; `k` table of byte offsets, or the first of a sequence;
 * `depth` of the panel; `panel`; `columns` table of byte offsets; `count` of them that exist; `run` whether all eight are
 * neighbours; `bias` of the first row or column; `pass`.
 *
 * C = clamp(sums + bias + initial), where the pass says that it adds initial values; these lie `initial` bytes after
 * their places in C.
 */
function tile(writer: ModuleWriter, walk: Walk, rows: number, madd: MultiplyAdd): Routine {
  return writer.routine(`${walk}${rows}`, 10, (local) => {
    const pointers = range(rows).map(() => local("i32"));
    const [end, offset] = [local("i32"), local("i32")];
    const sums = range(rows).map(() => [local("v128"), local("v128")] as const);
    const [b0, b1, element] = [local("v128"), local("v128"), local("v128")];
    return (a, k, depth, panel, c, columns, count, run, bias, state) => {
      const bytes = i32.shl(get(depth), i32.const(2));
      /** Multiplies by one k, whose elements of A are `at` bytes after the pointers. */
      const step = (at: number): Statement[] => [
        set(b0, f32x4.load(get(panel), 8 * at)),
        set(b1, f32x4.load(get(panel), 8 * at + 16)),
        ...pointers.flatMap((pointer, row) => [
          set(
            element,
            f32x4.loadSplat(walk === "table" ? i32.add(get(pointer), get(offset)) : get(pointer), at),
          ),
          set(sums[row][0], madd(get(element), get(b0), get(sums[row][0]))),
          set(sums[row][1], madd(get(element), get(b1), get(sums[row][1]))),
        ]),
      ];
      const loop: Statement[] =
        walk === "table"
          ? [
              set(end, i32.add(get(k), bytes)),
              repeatWhile(
                i32.less(get(k), get(end)),
                set(offset, i32.load(get(k))),
                ...step(0),
                advance(panel, 32),
                advance(k, 4),
              ),
            ]
          : [
              ...pointers.map((pointer) => advance(pointer, get(k))),
              set(end, i32.add(get(panel), i32.shl(get(depth), i32.const(5)))),
              set(offset, i32.sub(get(end), i32.const(96))),
              whileTrue(
                i32.less(get(panel), get(offset)),
                ...range(4).flatMap((i) => step(4 * i)),
                ...pointers.map((pointer) => advance(pointer, 16)),
                advance(panel, 128),
              ),
              whileTrue(
                i32.less(get(panel), get(end)),
                ...step(0),
                ...pointers.map((pointer) => advance(pointer, 4)),
                advance(panel, 32),
              ),
            ];
      const toRows = (from: "fromA" | "fromC", table: Local<"i32">): Statement[] =>
        pointers.map((pointer, row) =>
          set(pointer, i32.add(pass.read(state, from), i32.load(get(table), 4 * row))),
        );
      return [
        ...toRows("fromA", a),
        ...loop,
        ...addBias(sums, bias, state, [b0, b1, element]),
        ...toRows("fromC", c),
        ...inRuns(pointers, sums, [run, columns, offset], state, [b0, b1]),
        ...singly(pointers, sums, [columns, count, offset], state, [b0, b1]),
      ];
    };
  });
}

/**
 * All rows against one panel: tiles of six, then of five, then one of what is left. Its parameters are a
 * tile's, bytes from one row's bias to the next, and the numbers of sixes, of fives, and of rows in the last.
 * @param rests whether the last may have fewer than five: four tiles more to write
 */
export function panelRoutine(
  writer: ModuleWriter,
  walk: Walk,
  madd: MultiplyAdd,
  { rests }: { rests: boolean },
): Routine {
  const tiles = new Map(
    (rests ? [1, 2, 3, 4, 5, 6] : [5, 6]).map((rows) => [rows, tile(writer, walk, rows, madd)]),
  );
  return writer.routine(
    walk,
    14,
    () => (a, k, depth, panel, c, columns, count, run, bias, state, biasStep, sixes, fives, rest) => {
      const call = (rows: number): Statement =>
        tiles
          .get(rows)!
          .call(...[a, k, depth, panel, c, columns, count, run, bias, state].map((p) => get(p)));
      const many = (left: Local<"i32">, rows: number): Statement =>
        whileTrue(
          get(left),
          call(rows),
          ...[a, c].map((table) => advance(table, 4 * rows)),
          advance(bias, i32.mul(get(biasStep), i32.const(rows))),
          advance(left, -1),
        );
      return [
        many(sixes, 6),
        many(fives, 5),
        ...(rests ? [1, 2, 3, 4] : []).map((rows) => when(i32.equal(get(rest), i32.const(rows)), call(rows))),
      ];
    },
  );
}
