/** From the sums of a tile to C: bias, initial values, bounds, and where the columns lie. */

import { range } from "../range.js";
import {
  advance,
  type Code,
  type Fields,
  f32x4,
  fields,
  get,
  i32,
  type Local,
  leave,
  type Statement,
  set,
  when,
} from "../wasm/code.js";
import { tileColumns } from "./sizes.js";

/** What all tiles of one pass over a block of k share, in the first words of a thread's scratch memory. */
export const pass: Fields<"fromA" | "fromC" | "adds" | "initial" | "bias" | "clamp" | "low" | "high"> =
  fields(...(["fromA", "fromC", "adds", "initial", "bias", "clamp", "low", "high"] as const));
/** Bytes of a pass. */
export const passBytes = 64;

/** How a bias is added: not at all, one number for each row, or one for each column. */
export const biasKinds = { none: 0, rows: 1, columns: 2 } as const;

type Rows = readonly Local<"i32">[];
type Sums = readonly (readonly [Local<"v128">, Local<"v128">])[];

const add = (sum: Local<"v128">, value: Code<"v128">): Statement => set(sum, f32x4.add(get(sum), value));

export function addBias(
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
export function inRuns(
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
export function singly(
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
