import {
  advance,
  f32,
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

/**
 * Copies rows into a padded copy, each strip of a row by itself: of every `stride`-th element. Parameters: descriptor, `from`,
 * `to`, `rows`. Nothing is read but the elements.
 */
function layRoutine(writer: ModuleWriter, stride: number): Routine {
  const names = ["strip", "end", "i", "j", "left", "count"] as const;
  return writer.routine("lay", 4, (local) => {
    const [strip, end, i, j, left, count] = names.map(() => local("i32"));
    return (d, from, to, rows) => {
      const word = (index: number) => i32.load(get(strip), 4 * index);
      return [
        set(
          end,
          i32.add(
            slideFields.read(d, "strips"),
            i32.mul(slideFields.read(d, "stripCount"), i32.const(4 * stripWords)),
          ),
        ),
        whileTrue(
          get(rows),
          set(strip, slideFields.read(d, "strips")),
          whileTrue(
            i32.less(get(strip), get(end)),
            set(i, i32.add(get(from), word(0))),
            set(j, i32.add(get(to), word(1))),
            set(count, word(2)),
            ...copyStrip(stride, i, j, left, count),
            advance(strip, 4 * stripWords),
          ),
          advance(from, slideFields.read(d, "sourceRow")),
          advance(to, slideFields.read(d, "rowStep")),
          advance(rows, -1),
        ),
      ];
    };
  });
}

/** Vectors, the last of them over elements that are there already; elements where there is no vector. */
function copyStrip(
  stride: number,
  i: Local<"i32">,
  j: Local<"i32">,
  left: Local<"i32">,
  count: Local<"i32">,
): Statement[] {
  const one = [f32.store(get(j), f32.load(get(i))), advance(i, 4 * stride), advance(j, 4)];
  const singly = [set(left, get(count)), whileTrue(get(left), ...one, advance(left, -1))];
  if (stride > 2) return singly;
  // Every other element: the second load begins one early, so that none lies beyond the last.
  const vector =
    stride === 1
      ? f32x4.load(get(i))
      : f32x4.shuffle(f32x4.load(get(i)), f32x4.load(get(i), 12), [0, 2, 5, 7]);
  const copy = f32x4.store(get(j), vector);
  return [
    when(i32.less(get(count), i32.const(4)), ...singly),
    when(
      i32.less(i32.const(3), get(count)),
      set(left, get(count)),
      repeatWhile(
        i32.less(i32.const(3), get(left)),
        copy,
        advance(i, 16 * stride),
        advance(j, 16),
        advance(left, -4),
      ),
      when(
        get(left),
        set(left, i32.sub(get(left), i32.const(4))),
        advance(i, i32.mul(get(left), i32.const(4 * stride))),
        advance(j, i32.mul(get(left), i32.const(4))),
        copy,
      ),
    ),
  ];
}

/** Copies rows of all channels and planes of a group. Parameters: descriptor, group, first row, rows, `to`. */
export function layGroupRoutine(writer: ModuleWriter, stride: number): Routine {
  const lay = layRoutine(writer, stride);
  const word = slideFields.read;
  return writer.routine("layGroup", 5, (local) => {
    const [channel, plane, source, at, copy] = Array.from({ length: 5 }, () => local("i32"));
    return (d, group, first, rows, to) => [
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
          lay.call(get(d), get(at), get(copy), get(rows)),
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
