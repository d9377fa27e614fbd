/**
 * dw[t] = Σ x[t + q] · dy[q], over real results only, row by row: a result that is not finite never meets the zeros
 * between rows, nor a neighbour's element.
 *
 * Registers (3 × 3, 4 rows): 9 sums + 4 vectors of dy + 1 of x = 14 of 16; 22 loads for 36 multiply-adds.
 * Sums: four at once (every fourth column), added up at the end, in float32.
 */
import { type MultiplyAdd, multiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import {
  advance,
  type Code,
  either,
  f32,
  f32x4,
  get,
  i32,
  type Local,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { meetings, type Shape, shapeKey } from "./block.js";
import { zeroBytes } from "./emit.js";
import { slideFields } from "./fields.js";
import { fillRoutine, layGroupRoutine } from "./lay.js";

const word = slideFields.read;
const rowsAtOnce = 4;

/** Taps whose sums the code holds at once: more do not fit the registers. */
export const dotTaps = (taps: readonly [number, number]): readonly [number, number] =>
  taps[0] * taps[1] <= 10 ? taps : [taps[0], 1];

/** The gradient of one slice's weights. Parameters: descriptor; addresses of its first element, of dy, of its weights. */
function sliceRoutine(writer: ModuleWriter, shape: Shape, madd: MultiplyAdd): Routine {
  return writer.routine("dotSlice", 4, (local) => {
    const sums = range(shape.taps[0]).map(() => shape.columns.map(() => local("v128")));
    const given = range(rowsAtOnce).map(() => local("v128"));
    const element = local("v128");
    const [planes, rows, left, from, to, i, j, row] = range(8).map(() => local("i32"));
    return (d, x, y, w) => {
      const met = (
        count: number,
        load: (address: Code<"i32">, offset?: number) => Code<"v128">,
      ): Statement[] => {
        let before = 0;
        return [
          set(row, get(j)),
          ...range(count).flatMap((r) => [
            ...(r > 0 ? [advance(row, word(d, "resultRow"))] : []),
            set(given[r], load(get(row))),
          ]),
          set(row, get(i)),
          ...[...meetings(shape, count)].flatMap(([at, pairs]) => {
            const by = at - before;
            before = at;
            return [
              ...(by > 0 ? [advance(row, i32.mul(word(d, "rowStep"), i32.const(by)))] : []),
              ...shape.columns.flatMap(({ phase, at: offset }, column) => [
                set(
                  element,
                  load(
                    phase === 0
                      ? get(row)
                      : i32.add(get(row), i32.mul(word(d, "phaseStep"), i32.const(phase))),
                    4 * offset,
                  ),
                ),
                ...pairs.map(([r, tap]) =>
                  set(sums[tap][column], madd(get(element), get(given[r]), get(sums[tap][column]))),
                ),
              ]),
            ];
          }),
        ];
      };
      const eachRow = (count: number): Statement[] => [
        set(i, get(from)),
        set(j, get(to)),
        set(left, word(d, "width")),
        whileTrue(
          i32.less(i32.const(3), get(left)),
          ...met(count, f32x4.load),
          advance(i, 16),
          advance(j, 16),
          advance(left, -4),
        ),
        // What is left, with zeros beside it in both: 0 · 0, whatever the neighbours are.
        when(i32.less(i32.const(1), get(left)), ...met(count, f32x4.loadTwo), advance(i, 8), advance(j, 8)),
        when(i32.and(get(left), i32.const(1)), ...met(count, f32x4.loadOne)),
        advance(from, i32.mul(word(d, "rowStep"), i32.const(count * shape.stride))),
        advance(to, i32.mul(word(d, "resultRow"), i32.const(count))),
        advance(rows, -count),
      ];
      const total = (sum: Local<"v128">): Code<"f32"> => {
        const lane = (at: number) => f32x4.lane(get(sum), at);
        return f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3)));
      };
      return [
        set(planes, word(d, "resultPlanes")),
        whileTrue(
          get(planes),
          set(from, get(x)),
          set(to, get(y)),
          set(rows, word(d, "resultRows")),
          ...(shape.rows > 1 ? [whileTrue(i32.less(i32.const(3), get(rows)), ...eachRow(4))] : []),
          whileTrue(get(rows), ...eachRow(1)),
          advance(x, word(d, "windowPlane")),
          advance(y, word(d, "resultPlane")),
          advance(planes, -1),
        ),
        ...sums.flatMap((list, tap) => [
          set(row, i32.add(get(w), i32.mul(word(d, "weightRow"), i32.const(tap)))),
          ...list.map((sum, column) =>
            either(
              word(d, "adds"),
              [f32.store(get(row), f32.add(f32.load(get(row), 4 * column), total(sum)), 4 * column)],
              [f32.store(get(row), total(sum), 4 * column)],
            ),
          ),
        ]),
      ];
    };
  });
}

/** `dots`: some groups. Each one's channels are laid out, then meet every channel of dy in the group. */
export function dotModule(shape: Shape, columnStride: number, fused: boolean): CodeModule {
  return codeModule(`dots ${fused} ${shapeKey(shape)} ${columnStride}`, (writer) => {
    const [fill, layGroup] = [fillRoutine(writer), layGroupRoutine(writer, columnStride)];
    const dotSlice = sliceRoutine(writer, shape, multiplyAdd(fused));
    writer.routine("dots", 3, (local) => {
      const [last, target, y, w, slice, top] = range(6).map(() => local("i32"));
      return (scratch, d, group) => [
        set(group, i32.mul(get(group), word(d, "blockGroups"))),
        set(last, i32.add(get(group), word(d, "blockGroups"))),
        set(last, i32.select(i32.less(get(last), word(d, "groups")), get(last), word(d, "groups"))),
        advance(scratch, zeroBytes),
        fill.call(get(scratch), word(d, "laid"), i32.const(0)),
        set(
          top,
          i32.add(i32.add(get(scratch), word(d, "first")), i32.mul(word(d, "before"), word(d, "rowStep"))),
        ),
        whileTrue(
          i32.less(get(group), get(last)),
          layGroup.call(get(d), get(group), i32.const(0), word(d, "rows"), get(top)),
          set(target, word(d, "targets")),
          set(
            y,
            i32.add(
              word(d, "result"),
              i32.mul(i32.mul(get(group), word(d, "targets")), word(d, "targetStep")),
            ),
          ),
          set(w, i32.add(word(d, "weights"), i32.mul(get(group), word(d, "groupWeights")))),
          whileTrue(
            get(target),
            set(slice, word(d, "slices")),
            whileTrue(
              i32.less(get(slice), word(d, "slicesEnd")),
              dotSlice.call(
                get(d),
                i32.add(get(scratch), i32.load(get(slice))),
                get(y),
                i32.add(get(w), i32.load(get(slice), 4)),
              ),
              advance(slice, 8),
            ),
            advance(y, word(d, "targetStep")),
            advance(w, word(d, "targetWeights")),
            advance(target, -1),
          ),
          advance(group, 1),
        ),
      ];
    });
  });
}
