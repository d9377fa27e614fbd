import {
  advance,
  type Code,
  f32x4,
  get,
  i32,
  leave,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { slideFields } from "./fields.js";

/** Words of a strip in its table: bytes from the row's start, bytes in the copy, elements. */
export const stripWords = 3;

/** Fills `bytes` (a multiple of 16) from `at` on with one word. Parameters: `at`, `bytes`, `word`. */
export function fillRoutine(writer: ModuleWriter): Routine {
  return writer.routine("fill", 3, (local) => (at, bytes, word) => {
    const [value, end] = [local("v128"), local("i32")];
    return [
      when(
        get(bytes),
        i32.store(get(at), get(word)),
        set(value, f32x4.loadSplat(get(at))),
        set(end, i32.add(get(at), get(bytes))),
        repeatWhile(i32.less(get(at), get(end)), f32x4.store(get(at), get(value)), advance(at, 16)),
      ),
    ];
  });
}

/** What becomes of elements on the way to the copy. */
export type Change = (elements: Code<"v128">) => Code<"v128">;

/** Vectors of a row that are copied without a loop. */
const unrolled = 8;

/**
 * Copies `count` of every `stride`-th element of some rows. Parameters: `from`, `to`, `fromRow` and `toRow` bytes to the next row,
 * `rows` (not 0), `count`. Nothing is read but from the first to the last of these elements.
 */
function stripRoutine(writer: ModuleWriter, stride: number, changed: Change): Routine {
  return writer.routine("strip", 6, (local) => (from, to, fromRow, toRow, rows, count) => {
    const [i, j, left, tailFrom, tailTo] = Array.from({ length: 5 }, () => local("i32"));
    const eachRow = (...body: Statement[]): Statement =>
      repeatWhile(
        get(rows),
        ...body,
        advance(from, get(fromRow)),
        advance(to, get(toRow)),
        advance(rows, -1),
      );
    const singly = eachRow(
      set(i, get(from)),
      set(j, get(to)),
      set(left, get(count)),
      whileTrue(
        get(left),
        f32x4.storeLane(get(j), changed(f32x4.loadOne(get(i))), 0),
        advance(i, 4 * stride),
        advance(j, 4),
        advance(left, -1),
      ),
    );
    if (stride > 2) return [when(get(count), singly)];
    /** Of every other element the second load begins one early, so that none lies beyond the last. */
    const copy = (at: Code<"i32">, to: Code<"i32">, v: number): Statement =>
      f32x4.store(
        to,
        changed(
          stride === 1
            ? f32x4.load(at, 16 * v)
            : f32x4.shuffle(f32x4.load(at, 32 * v), f32x4.load(at, 32 * v + 12), [0, 2, 5, 7]),
        ),
        16 * v,
      );
    const vectors = (n: number): Statement[] =>
      Array.from({ length: n }, (_, v) => copy(get(from), get(to), v));
    // The last vector lies over elements that are there already.
    const tail = when(
      i32.and(get(count), i32.const(3)),
      copy(i32.add(get(from), get(tailFrom)), i32.add(get(to), get(tailTo)), 0),
    );
    return [
      when(i32.less(get(count), i32.const(4)), when(get(count), singly), leave),
      set(tailTo, i32.shl(i32.sub(get(count), i32.const(4)), i32.const(2))),
      set(tailFrom, i32.mul(get(tailTo), i32.const(stride))),
      ...Array.from({ length: unrolled }, (_, n) =>
        when(i32.less(get(count), i32.const(4 * (n + 2))), eachRow(...vectors(n + 1), tail), leave),
      ),
      eachRow(
        set(i, get(from)),
        set(j, get(to)),
        set(left, get(count)),
        repeatWhile(
          i32.less(i32.const(15), get(left)),
          ...Array.from({ length: 4 }, (_, v) => copy(get(i), get(j), v)),
          advance(i, 64 * stride),
          advance(j, 64),
          advance(left, -16),
        ),
        whileTrue(
          i32.less(i32.const(3), get(left)),
          copy(get(i), get(j), 0),
          advance(i, 16 * stride),
          advance(j, 16),
          advance(left, -4),
        ),
        tail,
      ),
    ];
  });
}

/** Copies rows of all channels and planes of a group. Parameters: descriptor, group, first row, rows, `to`. */
export function layGroupRoutine(
  writer: ModuleWriter,
  stride: number,
  changed: Change = (elements) => elements,
): Routine {
  const lay = stripRoutine(writer, stride, changed);
  const word = slideFields.read;
  return writer.routine("layGroup", 5, (local) => {
    const [channel, plane, source, at, copy, strip, end] = Array.from({ length: 7 }, () => local("i32"));
    const ofStrip = (index: number): Code<"i32"> => i32.load(get(strip), 4 * index);
    return (d, group, first, rows, to) => [
      when(i32.equal(get(rows), i32.const(0)), leave),
      set(end, i32.add(word(d, "strips"), i32.mul(word(d, "stripCount"), i32.const(4 * stripWords)))),
      set(channel, word(d, "channels")),
      set(source, i32.add(word(d, "source"), i32.mul(get(group), word(d, "sourceGroup")))),
      advance(source, i32.mul(get(first), word(d, "sourceRow"))),
      whileTrue(
        get(channel),
        set(plane, word(d, "planes")),
        set(at, get(source)),
        set(copy, get(to)),
        whileTrue(
          get(plane),
          set(strip, word(d, "strips")),
          whileTrue(
            i32.less(get(strip), get(end)),
            lay.call(
              i32.add(get(at), ofStrip(0)),
              i32.add(get(copy), ofStrip(1)),
              word(d, "sourceRow"),
              word(d, "rowStep"),
              get(rows),
              ofStrip(2),
            ),
            advance(strip, 4 * stripWords),
          ),
          advance(at, word(d, "sourcePlane")),
          advance(copy, word(d, "planeStep")),
          advance(plane, -1),
        ),
        advance(source, word(d, "sourceChannel")),
        advance(to, word(d, "channelStep")),
        advance(channel, -1),
      ),
    ];
  });
}
