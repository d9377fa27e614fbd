/**
 * The gradient of a maximum: of each window to its first largest element, as a scatter over padded copies. Four windows at
 * once find their maxima; then, tap after tap in row-major order, each adds its gradient where its element is the
 * maximum and none before it was. The four elements of a tap are neighbours in the copy, so none is met twice.
 *
 * Registers: 4 of 16. Cache: a channel's copy and its gradient.
 */

import { range } from "../range.js";
import { type Shape, shapeKey } from "../slide/block.js";
import { slideFields } from "../slide/fields.js";
import { fillRoutine, layGroupRoutine, stripWords } from "../slide/lay.js";
import {
  advance,
  type Code,
  clear,
  f32,
  f32x4,
  get,
  i32,
  type Local,
  type Statement,
  set,
  v128,
  when,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { maximum } from "./meeting.js";

const word = slideFields.read;

/** Calls `body` with the address of what each tap of a window reads, in row-major order. */
function eachTap(
  shape: Shape,
  [slice, row]: readonly Local<"i32">[],
  d: Local<"i32">,
  x: Local<"i32">,
  body: (address: Code<"i32">, offset: number) => Statement[],
): Statement[] {
  return [
    set(slice, word(d, "slices")),
    whileTrue(
      i32.less(get(slice), word(d, "slicesEnd")),
      set(row, i32.add(get(x), i32.load(get(slice)))),
      ...range(shape.taps[0]).flatMap((tap) => [
        ...(tap > 0 ? [advance(row, i32.mul(word(d, "rowStep"), i32.const(shape.tapStep)))] : []),
        ...shape.columns.flatMap(({ phase, at }) =>
          body(
            phase === 0 ? get(row) : i32.add(get(row), i32.mul(word(d, "phaseStep"), i32.const(phase))),
            4 * at,
          ),
        ),
      ]),
      advance(slice, 8),
    ),
  ];
}

/** Scatters one row of gradients. Parameters: descriptor; addresses of the first window's copy, and of dy. */
function scatterRoutine(writer: ModuleWriter, shape: Shape): Routine {
  return writer.routine("scatter", 3, (local) => (d, x, dy) => {
    const [slice, row, left, at] = range(4).map(() => local("i32"));
    const [most, noNumber, element, taken, here, gradient] = range(6).map(() => local("v128"));
    const chunk: Statement[] = [
      set(most, f32x4.splat(Number.NEGATIVE_INFINITY)),
      ...eachTap(shape, [slice, row], d, x, (address, offset) => [
        set(element, f32x4.load(address, offset)),
        set(most, maximum.add(get(most), get(element))),
      ]),
      set(noNumber, f32x4.unequal(get(most), get(most))),
      set(taken, f32x4.splat(0)),
      ...eachTap(shape, [slice, row], d, x, (address, offset) => [
        set(at, address),
        set(element, f32x4.load(get(at), offset)),
        set(
          here,
          v128.or(
            f32x4.equal(get(element), get(most)),
            v128.and(get(noNumber), f32x4.unequal(get(element), get(element))),
          ),
        ),
        set(here, v128.andNot(get(here), get(taken))),
        set(taken, v128.or(get(taken), get(here))),
        advance(at, word(d, "laid")),
        f32x4.store(
          get(at),
          f32x4.add(f32x4.load(get(at), offset), v128.and(get(here), get(gradient))),
          offset,
        ),
      ]),
    ];
    const exists = (lane: number): Code<"i32"> => i32.less(i32.const(lane), get(left));
    return [
      set(left, word(d, "width")),
      whileTrue(
        i32.less(i32.const(3), get(left)),
        set(gradient, f32x4.load(get(dy))),
        ...chunk,
        advance(x, 16),
        advance(dy, 16),
        advance(left, -4),
      ),
      when(
        get(left),
        // Beside the last are zeros, which change nothing wherever they are added.
        set(gradient, f32x4.loadOne(get(dy))),
        when(exists(1), set(gradient, f32x4.loadTwo(get(dy)))),
        when(exists(2), set(gradient, f32x4.loadLane(get(dy), get(gradient), 2, 8))),
        ...chunk,
      ),
    ];
  });
}

/**
 * Moves rows of a copy back to every `stride`-th element of rows. Parameters: `from`, `to`, `fromRow` and `toRow` bytes to the
 * next row, `rows`, `count` of elements in each.
 */
function backRoutine(writer: ModuleWriter, stride: number): Routine {
  return writer.routine("back", 6, (local) => (from, to, fromRow, toRow, rows, count) => {
    const [i, j, left] = range(3).map(() => local("i32"));
    return [
      whileTrue(
        get(rows),
        set(i, get(from)),
        set(j, get(to)),
        set(left, get(count)),
        ...(stride === 1
          ? [
              whileTrue(
                i32.less(i32.const(3), get(left)),
                f32x4.store(get(j), f32x4.load(get(i))),
                advance(i, 16),
                advance(j, 16),
                advance(left, -4),
              ),
            ]
          : []),
        whileTrue(
          get(left),
          f32.store(get(j), f32.load(get(i))),
          advance(i, 4),
          advance(j, 4 * stride),
          advance(left, -1),
        ),
        advance(from, get(fromRow)),
        advance(to, get(toRow)),
        advance(rows, -1),
      ),
    ];
  });
}

/** −∞ counts as the lowest number, so that padding, which stays −∞, is no maximum even of −∞. */
const lowest = f32x4.splat(-3.4028234663852886e38);

/**
 * `scatters`: some channels. The descriptor's `source` is x, `result` dy and `weights` dx; the copy of x is `laid` bytes long,
 * and its gradient lies behind it.
 */
export function maxGradientModule(shape: Shape, columnStride: number): CodeModule {
  return codeModule(`max gradient ${shapeKey(shape)} ${columnStride}`, (writer) => {
    const fill = fillRoutine(writer);
    const lay = layGroupRoutine(writer, columnStride, (elements) => f32x4.pmax(elements, lowest));
    const scatter = scatterRoutine(writer, shape);
    const back = backRoutine(writer, columnStride);
    writer.routine("scatters", 3, (local) => {
      const names = [
        "channel",
        "last",
        "top",
        "plane",
        "rows",
        "x",
        "dy",
        "from",
        "to",
        "strip",
        "end",
      ] as const;
      const { channel, last, top, plane, rows, x, dy, from, to, strip, end } = Object.fromEntries(
        names.map((name) => [name, local("i32")]),
      ) as Record<(typeof names)[number], Local<"i32">>;
      const ofStrip = (index: number): Code<"i32"> => i32.load(get(strip), 4 * index);
      return (scratch, d, index) => [
        set(channel, i32.mul(get(index), word(d, "blockGroups"))),
        set(last, i32.add(get(channel), word(d, "blockGroups"))),
        set(last, i32.select(i32.less(get(last), word(d, "groups")), get(last), word(d, "groups"))),
        set(
          top,
          i32.add(i32.add(get(scratch), word(d, "first")), i32.mul(word(d, "before"), word(d, "rowStep"))),
        ),
        set(end, i32.add(word(d, "strips"), i32.mul(word(d, "stripCount"), i32.const(4 * stripWords)))),
        fill.call(get(scratch), word(d, "laid"), word(d, "filling")),
        whileTrue(
          i32.less(get(channel), get(last)),
          lay.call(get(d), get(channel), i32.const(0), word(d, "rows"), get(top)),
          fill.call(i32.add(get(scratch), word(d, "laid")), word(d, "laid"), i32.const(0)),
          set(dy, i32.add(word(d, "result"), i32.mul(get(channel), word(d, "targetStep")))),
          set(plane, i32.const(0)),
          whileTrue(
            i32.less(get(plane), word(d, "resultPlanes")),
            set(x, i32.add(get(scratch), i32.mul(get(plane), word(d, "windowPlane")))),
            set(rows, word(d, "resultRows")),
            whileTrue(
              get(rows),
              scatter.call(get(d), get(x), get(dy)),
              advance(x, i32.mul(word(d, "rowStep"), i32.const(shape.stride))),
              advance(dy, word(d, "resultRow")),
              advance(rows, -1),
            ),
            advance(plane, 1),
          ),
          set(to, i32.add(word(d, "weights"), i32.mul(get(channel), word(d, "sourceGroup")))),
          clear(get(to), word(d, "sourceGroup")),
          set(from, i32.add(get(top), word(d, "laid"))),
          set(plane, word(d, "planes")),
          whileTrue(
            get(plane),
            set(strip, word(d, "strips")),
            whileTrue(
              i32.less(get(strip), get(end)),
              back.call(
                i32.add(get(from), ofStrip(1)),
                i32.add(get(to), ofStrip(0)),
                word(d, "rowStep"),
                word(d, "sourceRow"),
                word(d, "rows"),
                ofStrip(2),
              ),
              advance(strip, 4 * stripWords),
            ),
            advance(from, word(d, "planeStep")),
            advance(to, word(d, "sourcePlane")),
            advance(plane, -1),
          ),
          advance(channel, 1),
        ),
      ];
    });
  });
}
