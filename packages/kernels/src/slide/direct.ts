/**
 * Windows of stride 1 or 2 over single channels, read in place without a padded copy: vectors at the ends of a row are shifted so
 * that zeros come in, and rows outside the plane are a row of zeros.
 *
 * Registers: as over a copy (`block.ts`). The last vector of a ragged row lies over results that are there already.
 * Measured: a copy is bound by one store a cycle; without it 256 channels of 28 × 28 take 0.85 of the time, 0.7 with
 * stride 2.
 */
import { lineBytes } from "../machine.js";
import { range } from "../range.js";
import { advance, get, i32, repeatWhile, type Statement, set, when, whileTrue } from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { inBlocks, type Meeting, meetings, type Shape, type Sums, shapeKey, weightCode } from "./block.js";
import { zeroBytes } from "./emit.js";
import { slideFields } from "./fields.js";
import type { PassAxis, SlideGeometry } from "./geometry.js";
import { fillRoutine } from "./lay.js";
import { type Edges, type Place, readCode } from "./reads.js";
import { storeCode } from "./store.js";

const word = slideFields.read;

/** Words of a descriptor that differ from those for a copy: rows of the source, and a row of zeros. */
export const inPlaceWords = (
  { layout }: SlideGeometry,
  [, rows]: readonly PassAxis[],
): { before: number; rowStep: number; laid: number } => ({
  before: layout[1].before - rows.start,
  rowStep: 4 * layout[2].input,
  laid: lineBytes(layout[2].input),
});

/** All rows of results of a band. Parameters as of `bandRoutine`, and the index of the first row, the address of zeros. */
function bandInPlace(writer: ModuleWriter, shape: Shape, edges: Edges, meeting: Meeting): Routine {
  return writer.routine("band", 8, (local) => {
    const weights = weightCode(local, shape, true);
    const store = storeCode(local, { beside: true, adds: false });
    const [first, element] = [local("v128"), local("v128")];
    const sums = range(shape.rows).map(() => [local("v128")]);
    const [at, index, last, within, to, pointer, nothing] = range(7).map(() => local("i32"));
    const reach = [...meetings(shape, shape.rows).keys()];
    const read = readCode(local, edges);
    const pointers = reach.map(() => local("i32"));
    return (d, x, w, y, bias, rows, top, zeros) => {
      const chunk = (some: Sums, place: Place): Statement[] => [
        ...some.flat().map((sum) => set(sum, get(first))),
        ...[...meetings(shape, some.length)].flatMap(([key, pairs]) =>
          read.each(pointers[reach.indexOf(key)], at, place, (column, elements) => [
            set(element, elements),
            ...pairs.map(([r, tap]) =>
              set(some[r][0], meeting.add(get(some[r][0]), get(element), weights.of(tap, column))),
            ),
          ]),
        ),
        set(to, i32.add(get(y), get(at))),
        ...store.vectors(d, to, some),
      ];
      const block = (count: number): Statement[] => {
        const some = sums.slice(0, count);
        const needed = [...meetings(shape, count).keys()];
        return [
          // A row outside the plane: its index is too large, or below zero and so larger still.
          ...needed.flatMap((row, i) => {
            const by = row - (i === 0 ? 0 : needed[i - 1]);
            return [
              ...(i === 0
                ? [
                    set(index, get(top)),
                    set(
                      pointer,
                      i32.add(
                        i32.sub(get(x), i32.const(read.lowered)),
                        i32.mul(get(top), word(d, "rowStep")),
                      ),
                    ),
                  ]
                : []),
              ...(by > 0
                ? [advance(index, by), advance(pointer, i32.mul(word(d, "rowStep"), i32.const(by)))]
                : []),
              set(
                pointers[reach.indexOf(row)],
                i32.select(i32.less(get(index), word(d, "rows")), get(pointer), get(nothing)),
              ),
            ];
          }),
          set(at, i32.const(0)),
          ...chunk(some, "first"),
          set(at, i32.const(16)),
          whileTrue(
            i32.less(get(at), get(last)),
            // The last within a row lies before the last of all, over others.
            set(within, get(at)),
            when(
              i32.less(i32.sub(get(last), i32.const(16)), get(at)),
              set(at, i32.sub(get(last), i32.const(16))),
            ),
            ...chunk(some, "within"),
            set(at, i32.add(get(within), i32.const(16))),
          ),
          set(at, get(last)),
          ...chunk(some, "last"),
          advance(top, count * shape.stride),
          advance(y, i32.mul(word(d, "resultRow"), i32.const(count))),
          advance(rows, -count),
        ];
      };
      return [
        set(first, meeting.first(bias)),
        set(nothing, i32.sub(get(zeros), i32.const(read.lowered))),
        set(last, i32.shl(i32.sub(word(d, "width"), i32.const(4)), i32.const(2))),
        ...store.begin(d),
        weights.begin(w, word(d, "slices")),
        ...weights.loadAll(d),
        ...inBlocks(rows, shape.rows, block),
      ];
    };
  });
}

/** `slide`: as that of `slideModule`, in place. */
export function directModule(name: string, shape: Shape, edges: Edges, meeting: Meeting): CodeModule {
  return codeModule(
    `${name} in place ${shapeKey(shape)} ${edges.before} ${edges.beyond} ${edges.stride}`,
    (writer) => {
      const fill = fillRoutine(writer);
      const band = bandInPlace(writer, shape, edges, meeting);
      writer.routine("slide", 3, (local) => {
        const [group, end, top, rows, target, left, bias, x] = range(8).map(() => local("i32"));
        return (scratch, d, item) => [
          set(top, i32.mul(i32.rem(get(item), word(d, "bands")), word(d, "bandRows"))),
          set(rows, i32.sub(word(d, "resultRows"), get(top))),
          set(rows, i32.select(i32.less(get(rows), word(d, "bandRows")), get(rows), word(d, "bandRows"))),
          set(group, i32.mul(i32.div(get(item), word(d, "bands")), word(d, "blockGroups"))),
          set(end, i32.add(get(group), word(d, "blockGroups"))),
          set(end, i32.select(i32.less(get(end), word(d, "groups")), get(end), word(d, "groups"))),
          fill.call(get(scratch), i32.add(word(d, "laid"), i32.const(zeroBytes)), i32.const(0)),
          repeatWhile(
            i32.less(get(group), get(end)),
            set(x, i32.add(word(d, "source"), i32.mul(get(group), word(d, "sourceGroup")))),
            set(target, i32.mul(get(group), word(d, "targets"))),
            set(left, i32.const(0)),
            whileTrue(
              i32.less(get(left), word(d, "targets")),
              set(
                bias,
                i32.select(
                  word(d, "hasBias"),
                  i32.add(word(d, "bias"), i32.shl(get(target), i32.const(2))),
                  get(scratch),
                ),
              ),
              band.call(
                get(d),
                get(x),
                i32.add(
                  i32.add(word(d, "weights"), i32.mul(get(group), word(d, "groupWeights"))),
                  i32.mul(get(left), word(d, "targetWeights")),
                ),
                i32.add(
                  i32.add(word(d, "result"), i32.mul(get(target), word(d, "targetStep"))),
                  i32.mul(get(top), word(d, "resultRow")),
                ),
                get(bias),
                get(rows),
                i32.sub(i32.mul(get(top), i32.const(shape.stride)), word(d, "before")),
                get(scratch),
              ),
              advance(target, 1),
              advance(left, 1),
            ),
            advance(group, 1),
          ),
        ];
      });
    },
  );
}
