import { multiplyAdd } from "../product/tile.js";
import { advance, get, i32, type Local, least, repeatWhile, type Statement, set } from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";
import { blocksRoutine } from "./blocks.js";
import { directRoutine } from "./direct.js";
import { filterRoutine, tileRoutine } from "./emit.js";
import { winogradFields } from "./fields.js";
import { transforms } from "./transforms.js";
import { bytesOfBlock, type I32, named, sum, times, vector } from "./words.js";

const word = winogradFields.read;

/** Sources that one item of `inputs` transforms: whole cache lines. */
export const sourcesTogether = 8;

/**
 * F(m × m, r × r). `filters`: transforms the filters of a block of targets. `inputs`: transforms a few sources of all tiles. `blocks`:
 * a block of tiles for a block of targets.
 * @param turned whether filters are turned round
 * @param rests whether blocks of targets leave a rest, as `splitRows` says
 */
export function winogradModule(
  m: number,
  r: number,
  { fused, rests, turned }: { fused: boolean; rests: boolean; turned: boolean },
): CodeModule {
  return codeModule(`winograd ${m} ${r} ${fused} ${rests} ${turned}`, (writer) => {
    const [made, madd] = [transforms(m, r), multiplyAdd(fused)];
    const points = (m + r - 1) ** 2;
    const filter = filterRoutine(writer, made.filter, turned, madd);
    const input = tileRoutine(writer, "input", made.input, madd);
    /** Transforms all tiles of some panels, one source. */
    const source = writer.routine("source", 5, () => (d, from, to, firstPanel, panels) => [
      input.call(
        i32.add(word(d, "tiles"), times(get(firstPanel), i32.const(vector))),
        get(from),
        word(d, "rowStep"),
        get(to),
        word(d, "pointStep"),
        i32.const(16),
        word(d, "panelStep"),
        i32.shl(get(panels), i32.const(1)),
      ),
    ]);
    const direct = directRoutine(writer, m, r, turned, madd);

    /** Transforms the filters of a block of `count` targets, sources by fours, so that lines of memory are filled at once. */
    const filters = writer.routine("filterBlock", 4, (local) => {
      const { at, slice, left, deep, four } = named(
        local,
        ...(["at", "slice", "left", "deep", "four"] as const),
      );
      return (d, from, to, count) => [
        set(left, word(d, "terms")),
        set(slice, get(to)),
        repeatWhile(
          get(left),
          set(deep, least(get(left), word(d, "depth"))),
          set(left, i32.sub(get(left), get(deep))),
          set(at, get(slice)),
          repeatWhile(
            get(deep),
            set(four, least(get(deep), i32.const(4))),
            filter.call(
              get(from),
              word(d, "targetStep"),
              word(d, "sourceStep"),
              get(at),
              times(word(d, "sliceStep"), word(d, "depths")),
              i32.shl(word(d, "depth"), i32.const(2)),
              get(count),
              get(four),
            ),
            advance(from, times(get(four), word(d, "sourceStep"))),
            advance(at, 16),
            set(deep, i32.sub(get(deep), get(four))),
          ),
          advance(slice, word(d, "sliceStep")),
        ),
      ];
    });

    writer.routine("filters", 3, (local) => {
      const { group, blocks, target } = named(local, ...(["group", "blocks", "target"] as const));
      return (_, d, index) => [
        set(
          blocks,
          i32.div(
            i32.add(word(d, "targets"), i32.sub(word(d, "blockTargets"), i32.const(1))),
            word(d, "blockTargets"),
          ),
        ),
        set(group, i32.div(get(index), get(blocks))),
        set(index, i32.rem(get(index), get(blocks))),
        set(target, times(get(index), word(d, "blockTargets"))),
        filters.call(
          get(d),
          sum(
            word(d, "weights"),
            times(get(group), word(d, "weightGroup")),
            times(get(target), word(d, "targetStep")),
          ),
          sum(
            word(d, "prepared"),
            times(get(group), word(d, "preparedGroup")),
            times(get(index), bytesOfBlock(d, points)),
          ),
          least(i32.sub(word(d, "targets"), get(target)), word(d, "blockTargets")),
        ),
      ];
    });

    /** Transforms `count` sources, one by one. */
    const sources = (
      d: Local<"i32">,
      { from, to, count }: Record<"from" | "to" | "count", Local<"i32">>,
      [firstPanel, panels]: readonly [I32, I32],
    ): Statement =>
      repeatWhile(
        get(count),
        source.call(get(d), get(from), get(to), firstPanel, panels),
        advance(from, word(d, "channelStep")),
        advance(to, vector),
        advance(count, -1),
      );

    writer.routine("inputs", 3, (local) => {
      const names = named(local, ...(["from", "to", "count", "group", "items"] as const));
      const { from, to, count, group, items } = names;
      const together = i32.const(sourcesTogether);
      return (_, d, index) => [
        set(items, i32.div(i32.add(word(d, "terms"), i32.const(sourcesTogether - 1)), together)),
        set(group, i32.div(get(index), get(items))),
        set(index, times(i32.rem(get(index), get(items)), together)),
        set(count, least(i32.sub(word(d, "terms"), get(index)), together)),
        set(
          from,
          sum(
            word(d, "placed"),
            times(get(group), word(d, "placedGroup")),
            times(get(index), word(d, "channelStep")),
          ),
        ),
        set(
          to,
          sum(
            word(d, "transformed"),
            times(get(group), word(d, "transformedGroup")),
            times(get(index), i32.const(vector)),
          ),
        ),
        sources(d, names, [i32.const(0), word(d, "panels")]),
      ];
    });

    const block = writer.routine("block", 5, (local) => (d, from, to, firstPanel, panels) => {
      const count = local("i32");
      return [set(count, word(d, "terms")), sources(d, { from, to, count }, [get(firstPanel), get(panels)])];
    });
    blocksRoutine(
      writer,
      made,
      {
        ...{ direct, filters, rests },
        inputs: block,
      },
      madd,
    );
  });
}
