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

export const tileColumns = 8;
/** Depth of one packed block: a panel of it fills a third of the first-level cache. */
export const blockDepth = 512;

type Vector = Code<"v128">;
export type MultiplyAdd = (a: Vector, b: Vector, sum: Vector) => Vector;

export const multiplyAdd = (fused: boolean): MultiplyAdd =>
  fused ? f32x4.relaxedMultiplyAdd : (a, b, sum) => f32x4.add(sum, f32x4.mul(a, b));

/** How k walks along a row of A. */
export type Walk = "table" | "sequence";

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** What all tiles of one pass over a block of k share, in the first words of a thread's scratch memory. */
export const pass: Fields<"fromA" | "fromC" | "adds" | "initial" | "bias" | "clamp" | "low" | "high"> =
  fields(...(["fromA", "fromC", "adds", "initial", "bias", "clamp", "low", "high"] as const));
/** Bytes of a pass. */
export const passBytes = 64;

/** How a bias is added: not at all, one number for each row, or one for each column. */
export const biasKinds = { none: 0, rows: 1, columns: 2 } as const;

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

type Rows = readonly Local<"i32">[];
type Sums = readonly (readonly [Local<"v128">, Local<"v128">])[];

const add = (sum: Local<"v128">, value: Code<"v128">): Statement => set(sum, f32x4.add(get(sum), value));

function addBias(
  sums: Sums,
  bias: Local<"i32">,
  state: Local<"i32">,
  [b0, b1, element]: readonly Local<"v128">[],
): Statement[] {
  const kind = (name: keyof typeof biasKinds): Code<"i32"> =>
    i32.equal(pass.read(state, "bias"), i32.const(biasKinds[name]));
  return [
    when(
      kind("rows"),
      ...sums.flatMap(([left, right], row) => [
        set(element, f32x4.loadSplat(get(bias), 4 * row)),
        add(left, get(element)),
        add(right, get(element)),
      ]),
    ),
    when(
      kind("columns"),
      set(b0, f32x4.load(get(bias))),
      set(b1, f32x4.load(get(bias), 16)),
      ...sums.flatMap(([left, right]) => [add(left, get(b0)), add(right, get(b1))]),
    ),
  ];
}

/** NaN stays NaN: a comparison with it is false, and both choose the first then. */
const clampAll = (sums: Sums, state: Local<"i32">, [low, high]: readonly Local<"v128">[]): Statement =>
  when(
    pass.read(state, "clamp"),
    set(low, f32x4.loadSplat(get(state), pass.offset("low"))),
    set(high, f32x4.loadSplat(get(state), pass.offset("high"))),
    ...sums.flat().map((sum) => set(sum, f32x4.pmin(f32x4.pmax(get(sum), get(low)), get(high)))),
  );

/** Eight neighbours of C at once, where they are. */
function inRuns(
  rows: Rows,
  sums: Sums,
  [run, columns, offset]: readonly Local<"i32">[],
  state: Local<"i32">,
  spare: readonly Local<"v128">[],
): Statement[] {
  const initial = (row: Local<"i32">): Code<"i32"> => i32.add(get(row), pass.read(state, "initial"));
  return [
    when(
      get(run),
      set(offset, i32.load(get(columns))),
      ...rows.map((row) => advance(row, get(offset))),
      when(
        pass.read(state, "adds"),
        ...rows.flatMap((row, i) =>
          sums[i].map((sum, half) => add(sum, f32x4.load(initial(row), 16 * half))),
        ),
      ),
      clampAll(sums, state, spare),
      ...rows.flatMap((row, i) => sums[i].map((sum, half) => f32x4.store(get(row), get(sum), 16 * half))),
      leave,
    ),
  ];
}

/** Column after column, as many as exist. */
function singly(
  rows: Rows,
  sums: Sums,
  [columns, count, offset]: readonly Local<"i32">[],
  state: Local<"i32">,
  spare: readonly Local<"v128">[],
): Statement[] {
  const eachColumn = (of: (column: number) => Statement[]): Statement[] =>
    range(tileColumns).flatMap((column) => [set(offset, i32.load(get(columns), 4 * column)), ...of(column)]);
  const initial = (row: Local<"i32">): Code<"i32"> =>
    i32.add(i32.add(get(row), get(offset)), pass.read(state, "initial"));
  return [
    when(
      pass.read(state, "adds"),
      // Lane by lane into vectors that are added whole; columns beyond the last repeat it.
      ...rows.flatMap((row, i) =>
        sums[i].flatMap((sum, half) => [
          ...range(4).flatMap((lane) => [
            set(offset, i32.load(get(columns), 4 * (4 * half + lane))),
            set(spare[0], f32x4.loadLane(initial(row), lane === 0 ? f32x4.splat(0) : get(spare[0]), lane)),
          ]),
          add(sum, get(spare[0])),
        ]),
      ),
    ),
    clampAll(sums, state, spare),
    ...eachColumn((column) => [
      when(i32.lessOrEqual(get(count), i32.const(column)), leave),
      ...rows.map((row, i) =>
        f32x4.storeLane(i32.add(get(row), get(offset)), get(sums[i][column >> 2]), column & 3),
      ),
    ]),
  ];
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

/** Sixes, fives and a rest: any count from 20 on splits without one. */
export function splitRows(rows: number): readonly [sixes: number, fives: number, rest: number] {
  const tiles = Math.ceil(rows / 6);
  const fives = 6 * tiles - rows;
  if (fives <= tiles) return [tiles - fives, fives, 0];
  const rest = rows % 6;
  return rest === 5 ? [Math.floor(rows / 6), 1, 0] : [Math.floor(rows / 6), 0, rest];
}

/** Says that the eight columns of a panel are every other element. */
export const alternating: number = 2 ** 30;

/**
 * Packs panels of eight columns of a matrix, k after k. Parameters: `k` table of offsets from `base`, `depth`, `columns`
 * table of eight byte offsets, `run`: 0, `alternating`, or the number of panels whose columns are all neighbours, so that one
 * walk along k (each on a page of its own, maybe) packs them; `panel`, `base`, `step` bytes to the next panel.
 */
export function packRoutine(writer: ModuleWriter): Routine {
  return writer.routine("packPanels", 7, (local) => {
    const [end, from, to, left] = [local("i32"), local("i32"), local("i32"), local("i32")];
    const offsets = range(tileColumns).map(() => local("i32"));
    return (k, depth, columns, run, panel, base, step) => {
      const eachK = (first: Code<"i32">, ...copy: Statement[]): Statement =>
        repeatWhile(
          i32.less(get(k), get(end)),
          set(from, i32.add(first, i32.load(get(k)))),
          ...copy,
          advance(k, 4),
          advance(panel, 32),
        );
      const source = (bytes: number): Code<"v128"> => f32x4.load(get(from), bytes);
      return [
        set(end, i32.add(get(k), i32.shl(get(depth), i32.const(2)))),
        when(
          i32.equal(get(run), i32.const(alternating)),
          advance(base, i32.load(get(columns))),
          eachK(
            get(base),
            f32x4.store(get(panel), f32x4.shuffle(source(0), source(16), [0, 2, 4, 6])),
            // The last load begins one element early: the sixteenth is nobody's.
            f32x4.store(get(panel), f32x4.shuffle(source(32), source(44), [0, 2, 5, 7]), 16),
          ),
          leave,
        ),
        when(
          get(run),
          advance(base, i32.load(get(columns))),
          eachK(
            get(base),
            set(to, get(panel)),
            set(left, get(run)),
            repeatWhile(
              get(left),
              f32x4.store(get(to), source(0)),
              f32x4.store(get(to), source(16), 16),
              advance(from, 32),
              advance(to, get(step)),
              advance(left, -1),
            ),
          ),
          leave,
        ),
        ...offsets.map((offset, i) => set(offset, i32.load(get(columns), 4 * i))),
        eachK(
          get(base),
          ...offsets.map((offset, i) =>
            f32.store(get(panel), f32.load(i32.add(get(from), get(offset))), 4 * i),
          ),
        ),
      ];
    };
  });
}
