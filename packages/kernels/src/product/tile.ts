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
import {
  advance,
  type Code,
  type Fields,
  f32,
  f32x4,
  fields,
  get,
  i32,
  type Local,
  leave,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";

export const tileRows = 6;
export const tileColumns = 8;

type Vector = Code<"v128">;
export type MultiplyAdd = (a: Vector, b: Vector, sum: Vector) => Vector;

export const multiplyAdd = (fused: boolean): MultiplyAdd =>
  fused ? f32x4.relaxedMultiplyAdd : (a, b, sum) => f32x4.add(sum, f32x4.mul(a, b));

/** How k walks along a row of A. */
export type Walk = "table" | "sequence";

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What all tiles of one pass over a block of k share, in the first words of a thread's scratch memory. */
export const pass: Fields<
  "fromA" | "fromC" | "initialMask" | "initialBase" | "bias" | "clamp" | "low" | "high" | "zero"
> = fields("fromA", "fromC", "initialMask", "initialBase", "bias", "clamp", "low", "high", "zero");
/** Bytes of a pass: eight zeros stand at its end. */
export const passBytes = 128;

/** How a bias is added: not at all, one number for each row, or one for each column. */
export const biasKinds = { none: 0, rows: 1, columns: 2 } as const;

/**
 * One tile. Its parameters: `a`, `c` tables of row offsets; `k` table of byte offsets, or the first of a sequence;
 * `depth` of the panel; `panel`; `columns` table of byte offsets; `count` of them that exist; `run` whether all eight are
 * neighbours; `bias` of the first row or column; `pass`.
 *
 * C = clamp(sums + initial + bias). An initial value lies at ((its place in C) & mask) + base: mask −1 makes base the way
 * from C to another array; mask 0 makes it the address of zeros.
 */
function tile(writer: ModuleWriter, walk: Walk, rows: number, madd: MultiplyAdd): Routine {
  return writer.routine(`${walk}${rows}`, 10, (local) => {
    const pointers = range(rows).map(() => local("i32"));
    const [end, offset] = [local("i32"), local("i32")];
    const sums = range(rows).map(() => [local("v128"), local("v128")] as const);
    const [b0, b1, element] = [local("v128"), local("v128"), local("v128")];
    return (a, k, depth, panel, c, columns, count, run, bias, state) => {
      const bytes = i32.shl(get(depth), i32.const(2));
      const step = [
        set(b0, f32x4.load(get(panel))),
        set(b1, f32x4.load(get(panel), 16)),
        ...pointers.flatMap((pointer, row) => [
          set(element, f32x4.loadSplat(i32.add(get(pointer), get(offset)))),
          set(sums[row][0], madd(get(element), get(b0), get(sums[row][0]))),
          set(sums[row][1], madd(get(element), get(b1), get(sums[row][1]))),
        ]),
        advance(panel, 32),
      ];
      const loop: Statement[] =
        walk === "table"
          ? [
              set(end, i32.add(get(k), bytes)),
              repeatWhile(i32.less(get(k), get(end)), set(offset, i32.load(get(k))), ...step, advance(k, 4)),
            ]
          : [
              set(offset, get(k)),
              set(end, i32.add(get(k), bytes)),
              repeatWhile(i32.less(get(offset), get(end)), ...step, advance(offset, 4)),
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
        set(end, pass.read(state, "initialMask")),
        set(k, pass.read(state, "initialBase")),
        when(get(run), ...storeRuns(pointers, sums, columns, offset, [end, k], state, [b0, b1]), leave),
        ...storeSingly(pointers, sums, columns, count, offset, [end, k], state),
      ];
    };
  });
}

type Rows = readonly Local<"i32">[];
type Sums = readonly (readonly [Local<"v128">, Local<"v128">])[];
type Initial = readonly [mask: Local<"i32">, base: Local<"i32">];

const initialAt = (place: Code<"i32">, [mask, base]: Initial): Code<"i32"> =>
  i32.add(i32.and(place, get(mask)), get(base));

function addBias(
  sums: Sums,
  bias: Local<"i32">,
  state: Local<"i32">,
  [b0, b1, element]: readonly Local<"v128">[],
): Statement[] {
  const kind = (name: keyof typeof biasKinds): Code<"i32"> =>
    i32.equal(pass.read(state, "bias"), i32.const(biasKinds[name]));
  const add = (sum: Local<"v128">, value: Local<"v128">): Statement =>
    set(sum, f32x4.add(get(sum), get(value)));
  return [
    when(
      kind("rows"),
      ...sums.flatMap(([left, right], row) => [
        set(element, f32x4.loadSplat(get(bias), 4 * row)),
        add(left, element),
        add(right, element),
      ]),
    ),
    when(
      kind("columns"),
      set(b0, f32x4.load(get(bias))),
      set(b1, f32x4.load(get(bias), 16)),
      ...sums.flatMap(([left, right]) => [add(left, b0), add(right, b1)]),
    ),
  ];
}

/** Eight neighbours of C at once. */
function storeRuns(
  rows: Rows,
  sums: Sums,
  columns: Local<"i32">,
  offset: Local<"i32">,
  initial: Initial,
  state: Local<"i32">,
  [low, high]: readonly Local<"v128">[],
): Statement[] {
  return [
    set(offset, i32.load(get(columns))),
    ...rows.flatMap((row, i) => [
      set(row, i32.add(get(row), get(offset))),
      ...sums[i].map((sum, half) =>
        set(sum, f32x4.add(get(sum), f32x4.load(initialAt(get(row), initial), 16 * half))),
      ),
    ]),
    when(
      pass.read(state, "clamp"),
      set(low, f32x4.loadSplat(get(state), pass.offset("low"))),
      set(high, f32x4.loadSplat(get(state), pass.offset("high"))),
      ...sums.flat().map((sum) => set(sum, f32x4.min(f32x4.max(get(sum), get(low)), get(high)))),
    ),
    ...rows.flatMap((row, i) => sums[i].map((sum, half) => f32x4.store(get(row), get(sum), 16 * half))),
  ];
}

/** Column after column, as many as exist. */
function storeSingly(
  rows: Rows,
  sums: Sums,
  columns: Local<"i32">,
  count: Local<"i32">,
  offset: Local<"i32">,
  initial: Initial,
  state: Local<"i32">,
): Statement[] {
  const bound = (name: "low" | "high") => f32.load(get(state), pass.offset(name));
  return range(tileColumns).flatMap((column) => [
    when(i32.lessOrEqual(get(count), i32.const(column)), leave),
    set(offset, i32.load(get(columns), 4 * column)),
    ...rows.map((row, i) => {
      const place = i32.add(get(row), get(offset));
      const sum = f32x4.lane(get(sums[i][column >> 2]), column & 3);
      const value = f32.add(sum, f32.load(initialAt(place, initial)));
      return f32.store(place, f32.min(f32.max(value, bound("low")), bound("high")));
    }),
  ]);
}

/**
 * All rows against one panel: tiles of six, then of five, then one of what is left. Its parameters are a
 * tile's, bytes from one row's bias to the next, and the numbers of sixes, of fives, and of rows in the last.
 */
export function panelRoutine(writer: ModuleWriter, walk: Walk, madd: MultiplyAdd): Routine {
  const tiles = range(tileRows).map((i) => tile(writer, walk, i + 1, madd));
  return writer.routine(
    walk,
    14,
    () => (a, k, depth, panel, c, columns, count, run, bias, state, biasStep, sixes, fives, rest) => {
      const call = (rows: number): Statement =>
        tiles[rows - 1].call(...[a, k, depth, panel, c, columns, count, run, bias, state].map((p) => get(p)));
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
        ...range(4).map((i) => when(i32.equal(get(rest), i32.const(i + 1)), call(i + 1))),
      ];
    },
  );
}

/** Sixes, fives and a rest: any count from 20 on splits without one. */
export function splitRows(rows: number): readonly [sixes: number, fives: number, rest: number] {
  const tiles = Math.ceil(rows / 6);
  const fives = 6 * tiles - rows;
  if (fives <= tiles) return [tiles - fives, fives, 0];
  const rest = rows % 6;
  return rest === 5 ? [Math.floor(rows / 6), 1, 0] : [Math.floor(rows / 6), 0, rest];
}

/**
 * Packs eight columns of a matrix, k after k. Parameters: `k` table of offsets from `base`, `depth`, `columns` table of
 * eight byte offsets, `run` whether these are neighbours, `panel`, `base`.
 */
export function packRoutine(writer: ModuleWriter): Routine {
  return writer.routine("packPanel", 6, (local) => {
    const [end, from] = [local("i32"), local("i32")];
    const offsets = range(tileColumns).map(() => local("i32"));
    return (k, depth, columns, run, panel, base) => {
      const each = (...copy: Statement[]): Statement =>
        repeatWhile(
          i32.less(get(k), get(end)),
          set(from, i32.add(get(base), i32.load(get(k)))),
          ...copy,
          advance(k, 4),
          advance(panel, 32),
        );
      return [
        set(end, i32.add(get(k), i32.shl(get(depth), i32.const(2)))),
        ...offsets.map((offset, i) => set(offset, i32.load(get(columns), 4 * i))),
        when(
          get(run),
          each(
            set(from, i32.add(get(from), get(offsets[0]))),
            f32x4.store(get(panel), f32x4.load(get(from))),
            f32x4.store(get(panel), f32x4.load(get(from), 16), 16),
          ),
          leave,
        ),
        each(
          ...offsets.map((offset, i) =>
            f32.store(get(panel), f32.load(i32.add(get(from), get(offset))), 4 * i),
          ),
        ),
      ];
    };
  });
}
