import { multiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import { advance, f32x4, get, i32, least, repeatWhile, set } from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { blocksRoutine } from "./blocks.js";
import { gather, tileRoutine } from "./emit.js";
import { winogradFields } from "./fields.js";
import { transforms } from "./transforms.js";
import { bytesOfBlock, type I32, named, sum, times, vector } from "./words.js";

const word = winogradFields.read;

/**
 * The weight gradient of an r × r filter as F(r × r, m × m): tiles of dy are the filters, and sums run over tiles. `dys`:
 * transforms the plane of one target. `inputs`: transforms the planes of four sources. `blocks`: a block of sources for
 * a block of targets.
 * @param rests whether blocks of targets leave a rest, as `splitRows` says
 */
export function gradientModule(
  m: number,
  r: number,
  { fused, rests }: { fused: boolean; rests: boolean },
): CodeModule {
  return codeModule(`winograd gradient ${m} ${r} ${fused} ${rests}`, (writer) => {
    const [made, madd] = [transforms(r, m), multiplyAdd(fused)];
    const points = (m + r - 1) ** 2;
    const dy = tileRoutine(writer, "dy", made.filter, madd);
    const input = tileRoutine(writer, "input", made.input, madd);

    writer.routine("dys", 3, (local) => {
      const { group, tiles, from, to, left, deep } = named(
        local,
        ...(["group", "tiles", "from", "to", "left", "deep"] as const),
      );
      return (_, d, index) => [
        set(group, i32.div(get(index), word(d, "targets"))),
        set(index, i32.rem(get(index), word(d, "targets"))),
        set(tiles, i32.add(word(d, "positions"), word(d, "positionBytes"))),
        set(
          from,
          sum(
            word(d, "weights"),
            times(get(group), word(d, "weightGroup")),
            times(get(index), word(d, "targetStep")),
          ),
        ),
        set(
          to,
          sum(
            word(d, "prepared"),
            times(get(group), word(d, "preparedGroup")),
            times(i32.div(get(index), word(d, "blockTargets")), bytesOfBlock(d, points)),
            times(i32.rem(get(index), word(d, "blockTargets")), i32.shl(word(d, "depth"), i32.const(2))),
          ),
        ),
        set(left, word(d, "terms")),
        repeatWhile(
          get(left),
          set(deep, least(get(left), word(d, "depth"))),
          dy.call(
            get(tiles),
            get(from),
            word(d, "dyRow"),
            get(to),
            times(word(d, "sliceStep"), word(d, "depths")),
            i32.const(16),
            i32.const(32),
            i32.div(i32.add(get(deep), i32.const(3)), i32.const(4)),
          ),
          advance(tiles, i32.shl(get(deep), i32.const(2))),
          advance(to, word(d, "sliceStep")),
          set(left, i32.sub(get(left), get(deep))),
        ),
      ];
    });

    writer.routine("inputs", 3, (local) => {
      const { group, fours, sources, from, to, tile, left } = named(
        local,
        ...(["group", "fours", "sources", "from", "to", "tile", "left"] as const),
      );
      return (_, d, index) => [
        set(fours, i32.shl(word(d, "panels"), i32.const(1))),
        set(group, i32.div(get(index), get(fours))),
        set(index, i32.rem(get(index), get(fours))),
        set(sources, i32.add(word(d, "tiles"), i32.shl(get(index), i32.const(4)))),
        set(from, i32.add(word(d, "placed"), times(get(group), word(d, "placedGroup")))),
        set(
          to,
          sum(
            word(d, "transformed"),
            times(get(group), word(d, "transformedGroup")),
            times(i32.div(get(index), i32.const(2)), word(d, "panelStep")),
            i32.shl(i32.rem(get(index), i32.const(2)), i32.const(4)),
          ),
        ),
        set(tile, word(d, "positions")),
        set(left, word(d, "terms")),
        repeatWhile(
          get(left),
          input.call(
            get(sources),
            i32.add(get(from), i32.load(get(tile))),
            word(d, "rowStep"),
            get(to),
            word(d, "pointStep"),
            i32.const(0),
            i32.const(0),
            i32.const(1),
          ),
          advance(to, vector),
          advance(tile, 4),
          advance(left, -1),
        ),
      ];
    });

    blocksRoutine(writer, made, { direct: directRoutine(writer, r, fused), inSequence: true, rests }, madd);
  });
}

/**
 * r × r vectors, of four sources, by the definition: only from elements of dy that exist, so that what is not finite reaches only
 * the taps that read it. Parameters: descriptor; `edge` where the vectors go; `sources` table of four byte offsets from
 * `placed`, the group's planes of x; `dy` address of the target's plane.
 */
function directRoutine(writer: ModuleWriter, r: number, fused: boolean): Routine {
  const madd = multiplyAdd(fused);
  return writer.routine("direct", 5, (local) => (d, edge, sources, placed, dy) => {
    const { i, j, tap, tile, left, rows, columns, count, from, at } = named(
      local,
      ...(["i", "j", "tap", "tile", "left", "rows", "columns", "count", "from", "at"] as const),
    );
    const pointers = range(4).map(() => local("i32"));
    const [whole, part] = [local("v128"), local("v128")];
    const entry = (list: number): I32 =>
      i32.load(i32.add(get(tile), times(word(d, "positionBytes"), i32.const(list))));
    return [
      repeatWhile(
        i32.less(get(i), i32.const(r)),
        set(j, i32.const(0)),
        repeatWhile(
          i32.less(get(j), i32.const(r)),
          set(tap, sum(get(placed), times(get(i), word(d, "rowStep")), i32.shl(get(j), i32.const(2)))),
          set(whole, f32x4.splat(0)),
          set(tile, word(d, "positions")),
          set(left, word(d, "terms")),
          repeatWhile(
            get(left),
            set(part, f32x4.splat(0)),
            ...pointers.map((pointer, lane) =>
              set(pointer, sum(get(tap), i32.load(get(sources), 4 * lane), entry(0))),
            ),
            set(from, i32.add(get(dy), entry(1))),
            set(rows, entry(2)),
            set(columns, entry(3)),
            repeatWhile(
              get(rows),
              set(at, get(from)),
              set(count, get(columns)),
              repeatWhile(
                get(count),
                set(part, madd(gather(pointers), f32x4.loadSplat(get(at)), get(part))),
                ...[...pointers, at].map((pointer) => advance(pointer, 4)),
                advance(count, -1),
              ),
              ...pointers.map((pointer) =>
                advance(pointer, i32.sub(word(d, "rowStep"), i32.shl(get(columns), i32.const(2)))),
              ),
              advance(from, word(d, "dyRow")),
              advance(rows, -1),
            ),
            set(whole, f32x4.add(get(whole), get(part))),
            advance(tile, 4),
            advance(left, -1),
          ),
          f32x4.store(get(edge), get(whole)),
          advance(edge, 16),
          advance(j, 1),
        ),
        advance(i, 1),
      ),
    ];
  });
}
