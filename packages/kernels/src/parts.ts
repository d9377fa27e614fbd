/** Steps that move rows, planes and biases about, for programs of every kind. */
import { type Move, moveTable } from "./moves.js";
import type { Step } from "./program.js";
import { movesRoutine } from "./rows.js";
import {
  advance,
  clear,
  copy,
  type Fields,
  f32,
  f32x4,
  fields,
  floatWord,
  get,
  i32,
  type Local,
  set,
  when,
  whileTrue,
} from "./wasm/code.js";
import { type CodeModule, codeModule } from "./wasm/module.js";

const spanFields: Fields<"from" | "fromStep" | "to" | "toStep" | "bytes" | "moves" | "count"> = fields(
  ...(["from", "fromStep", "to", "toStep", "bytes", "moves", "count"] as const),
);
const finishFields: Fields<"to" | "size" | "bias" | "hasBias" | "low" | "high"> = fields(
  ...(["to", "size", "bias", "hasBias", "low", "high"] as const),
);

const gatherFields: Fields<"from" | "fromGroup" | "rows" | "rowTable" | "stepTable" | "depth" | "to"> =
  fields(...(["from", "fromGroup", "rows", "rowTable", "stepTable", "depth", "to"] as const));

const partsModule: CodeModule = codeModule("parts", (writer) => {
  const read = spanFields.read;
  const item = (d: Local<"i32">, index: Local<"i32">, end: "from" | "to") =>
    i32.add(read(d, end), i32.mul(get(index), read(d, `${end}Step`)));
  const moves = movesRoutine(writer);
  writer.routine("copy", 3, () => (_, d, index) => [
    copy(item(d, index, "to"), item(d, index, "from"), read(d, "bytes")),
  ]);
  writer.routine("clear", 3, () => (_, d, index) => [clear(item(d, index, "to"), read(d, "bytes"))]);
  writer.routine("place", 3, () => (_, d, index) => [
    clear(item(d, index, "to"), read(d, "bytes")),
    moves.call(
      read(d, "moves"),
      read(d, "count"),
      item(d, index, "from"),
      item(d, index, "to"),
      i32.const(0),
    ),
  ]);
  writer.routine("gather", 3, (local) => {
    const [from, to, k, end] = [local("i32"), local("i32"), local("i32"), local("i32")];
    const word = gatherFields.read;
    return (_, d, index) => [
      set(to, i32.add(word(d, "to"), i32.mul(i32.shl(get(index), i32.const(2)), word(d, "depth")))),
      set(
        from,
        i32.add(word(d, "from"), i32.mul(i32.div(get(index), word(d, "rows")), word(d, "fromGroup"))),
      ),
      set(index, i32.rem(get(index), word(d, "rows"))),
      advance(from, i32.load(i32.add(word(d, "rowTable"), i32.shl(get(index), i32.const(2))))),
      set(k, word(d, "stepTable")),
      set(end, i32.add(get(k), i32.shl(word(d, "depth"), i32.const(2)))),
      whileTrue(
        i32.less(get(k), get(end)),
        f32.store(get(to), f32.load(i32.add(get(from), i32.load(get(k))))),
        advance(k, 4),
        advance(to, 4),
      ),
    ];
  });
  writer.routine("finish", 3, (local) => {
    const [at, left] = [local("i32"), local("i32")];
    const [bias, low, high] = [local("v128"), local("v128"), local("v128")];
    return (_, d, index) => {
      const word = finishFields.read;
      const bound = (name: "low" | "high") => f32x4.loadSplat(get(d), finishFields.offset(name));
      const finished = (x: ReturnType<typeof f32x4.load>) =>
        f32x4.min(f32x4.max(f32x4.add(x, get(bias)), get(low)), get(high));
      return [
        set(low, bound("low")),
        set(high, bound("high")),
        when(
          word(d, "hasBias"),
          set(bias, f32x4.loadSplat(i32.add(word(d, "bias"), i32.shl(get(index), i32.const(2))))),
        ),
        set(left, word(d, "size")),
        set(at, i32.add(word(d, "to"), i32.mul(get(index), i32.shl(get(left), i32.const(2))))),
        whileTrue(
          i32.less(i32.const(3), get(left)),
          f32x4.store(get(at), finished(f32x4.load(get(at)))),
          advance(at, 16),
          advance(left, -4),
        ),
        whileTrue(
          get(left),
          f32.store(get(at), f32x4.lane(finished(f32x4.loadSplat(get(at))), 0)),
          advance(at, 4),
          advance(left, -1),
        ),
      ];
    };
  });
});

interface Span {
  readonly from: number;
  readonly fromStep: number;
  readonly to: number;
  readonly toStep: number;
  readonly bytes: number;
}

const spanStep = (
  name: string,
  items: number,
  span: Partial<Span> & { moves?: number; count?: number },
): Step => ({
  routine: { module: partsModule, name },
  words: spanFields.list({ from: 0, fromStep: 0, to: 0, toStep: 0, bytes: 0, moves: 0, count: 0, ...span }),
  items,
});

/** Copies `items` runs of bytes. */
export const copyStep = (items: number, span: Span): Step => spanStep("copy", items, span);

/** Sets `items` runs of bytes to zero. */
export const clearStep = (items: number, span: Omit<Span, "from" | "fromStep">): Step =>
  spanStep("clear", items, span);

/** Clears `items` planes and moves the elements of others into them; the moves lie at `moves` in memory. */
export const placeStep = (items: number, span: Span & { moves: number; count: number }): Step =>
  spanStep("place", items, span);

/** Lays the rows of a matrix, read through tables of byte offsets, out one after another; each group has `rows`. */
export const gatherStep = (
  groups: number,
  matrix: Readonly<Record<"from" | "fromGroup" | "rows" | "rowTable" | "stepTable" | "depth" | "to", number>>,
): Step => ({
  routine: { module: partsModule, name: "gather" },
  words: gatherFields.list(matrix),
  items: groups * matrix.rows,
});

/** y = clamp(y + bias) for `items` rows of `size` floats, each with its own bias. */
export function finishStep(
  items: number,
  { to, size, bias, clamp }: { to: number; size: number; bias?: number; clamp?: readonly [number, number] },
): Step {
  const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    routine: { module: partsModule, name: "finish" },
    words: finishFields.list({
      to,
      size,
      bias: bias ?? 0,
      hasBias: Number(bias !== undefined),
      low: floatWord(low),
      high: floatWord(high),
    }),
    items,
  };
}

/** Moves as words in memory. */
export const tableOfMoves = (moves: readonly Move[]): Int32Array => Int32Array.from(moves.flatMap(moveTable));
