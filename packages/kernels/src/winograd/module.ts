import { multiplyAdd } from "../product/tile.js";
import { advance, get, i32, type Local, repeatWhile, type Statement, set } from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";
import { blocksRoutine, bytesOfBlock, type I32, least, named, sum, times, vector } from "./blocks.js";
import { directRoutine } from "./direct.js";
import { filterRoutine, tileRoutine } from "./emit.js";
import { winogradFields } from "./fields.js";
import { transforms } from "./transforms.js";

const word = winogradFields.read;

/** Sources that one item of `inputs` transforms: whole cache lines. */
export const sourcesTogether = 8;

/**
 * F(m × m, r × r). `filters`: transforms the filters of one target. `inputs`: transforms a few sources of all tiles. `blocks`:
 * a block of tiles for a block of targets.
 * @param rests whether blocks of targets leave a rest, as `splitRows` says
 */
export function winogradModule(
  m: number,
  r: number,
  { fused, rests }: { fused: boolean; rests: boolean },
): CodeModule {
  return codeModule(`winograd ${m} ${r} ${fused} ${rests}`, (writer) => {
    const [made, madd] = [transforms(m, r), multiplyAdd(fused)];
    const points = (m + r - 1) ** 2;
    const filter = filterRoutine(writer, made.filter, madd);
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
    const direct = directRoutine(writer, m, r, madd);

    writer.routine("filters", 3, (local) => {
      const { group, from, to, left, deep } = named(
        local,
        ...(["group", "from", "to", "left", "deep"] as const),
      );
      return (_, d, index) => [
        set(group, i32.div(get(index), word(d, "targets"))),
        set(index, i32.rem(get(index), word(d, "targets"))),
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
          filter.call(
            get(from),
            word(d, "sourceStep"),
            word(d, "tapStep"),
            get(to),
            times(word(d, "sliceStep"), word(d, "depths")),
            get(deep),
          ),
          advance(from, times(get(deep), word(d, "sourceStep"))),
          advance(to, word(d, "sliceStep")),
          set(left, i32.sub(get(left), get(deep))),
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
        ...{ direct, rests },
        inputs: (d, { placed, to, firstPanel, panels }) => [
          block.call(...[d, placed, to, firstPanel, panels].map((p) => get(p))),
        ],
      },
      madd,
    );
  });
}
