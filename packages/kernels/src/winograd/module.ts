import { multiplyAdd, panelRoutine, pass, passBytes, tileColumns } from "../product/tile.js";
import {
  advance,
  type Code,
  get,
  i32,
  type Local,
  repeatWhile,
  type Statement,
  set,
  when,
} from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { filterRoutine, tileRoutine } from "./emit.js";
import { winogradFields } from "./fields.js";
import { outputRoutine } from "./output.js";
import { transforms } from "./transforms.js";

type I32 = Code<"i32">;
const word = winogradFields.read;
const vector = 4 * tileColumns;

/** Sources that one item of `inputs` transforms: whole cache lines. */
export const sourcesTogether = 8;

/** Bytes of a thread's scratch before the products: the pass of the panel routine, and a vector of tiles. */
export const productsAt = (m: number): number => passBytes + 16 * m * m;

const least = (a: I32, b: I32): I32 => i32.select(i32.less(a, b), a, b);
const times = (a: I32, b: I32): I32 => i32.mul(a, b);
const sum = (first: I32, ...rest: I32[]): I32 => rest.reduce((a, b) => i32.add(a, b), first);

/** One of the locals of a routine, by name. */
const named = <Name extends string>(
  local: (type: "i32") => Local<"i32">,
  ...names: Name[]
): Record<Name, Local<"i32">> =>
  Object.fromEntries(names.map((name) => [name, local("i32")])) as Record<Name, Local<"i32">>;

/**
 * F(m × m, r × r). `filters`: transforms the filters of one target. `inputs`: transforms a few sources of all tiles.
 * `tiles`: a block of tiles for a block of targets: transforms its tiles, unless `inputs` has, multiplies point by point,
 * 64 sources at a time, and transforms back.
 */
export function winogradModule(m: number, r: number, fused: boolean): CodeModule {
  return codeModule(`winograd ${m} ${r} ${fused}`, (writer) => {
    const [made, madd] = [transforms(m, r), multiplyAdd(fused)];
    const points = (m + r - 1) ** 2;
    const filter = filterRoutine(writer, made.filter, madd);
    const input = tileRoutine(writer, "input", made.input, madd);
    const output = outputRoutine(writer, made, madd);
    const multiply = multiplyRoutine(writer, points, m, panelRoutine(writer, "sequence", madd, { rests: true }));

    writer.routine("filters", 3, (local) => {
      const { group, from, to, left, deep, slices } = named(
        local,
        ...(["group", "from", "to", "left", "deep", "slices"] as const),
      );
      return (_, d, index) => [
        set(group, i32.div(get(index), word(d, "targets"))),
        set(index, i32.rem(get(index), word(d, "targets"))),
        set(slices, times(i32.const(points), word(d, "depths"))),
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
            times(times(i32.div(get(index), word(d, "blockTargets")), get(slices)), word(d, "sliceStep")),
            times(i32.rem(get(index), word(d, "blockTargets")), i32.shl(word(d, "depth"), i32.const(2))),
          ),
        ),
        set(left, word(d, "sources")),
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

    /** Transforms `count` sources of `panels` panels. */
    const inputs = (
      d: Local<"i32">,
      { tiles, from, to, panels, count }: Record<"tiles" | "from" | "to" | "panels" | "count", Local<"i32">>,
    ): Statement =>
      repeatWhile(
        get(count),
        input.call(
          get(tiles),
          get(from),
          word(d, "rowStep"),
          get(to),
          word(d, "pointStep"),
          word(d, "panelStep"),
          i32.shl(get(panels), i32.const(1)),
        ),
        advance(from, word(d, "channelStep")),
        advance(to, vector),
        advance(count, -1),
      );

    writer.routine("inputs", 3, (local) => {
      const names = named(local, ...(["tiles", "from", "to", "panels", "count", "group", "blocks"] as const));
      const { tiles, from, to, panels, count, group, blocks } = names;
      return (_, d, index) => [
        set(
          blocks,
          i32.div(i32.add(word(d, "sources"), i32.const(sourcesTogether - 1)), i32.const(sourcesTogether)),
        ),
        set(group, i32.div(get(index), get(blocks))),
        set(index, times(i32.rem(get(index), get(blocks)), i32.const(sourcesTogether))),
        set(count, least(i32.sub(word(d, "sources"), get(index)), i32.const(sourcesTogether))),
        set(tiles, word(d, "tiles")),
        set(panels, word(d, "panels")),
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
        inputs(d, names),
      ];
    });

    writer.routine("tiles", 3, (local) => {
      const names = named(
        local,
        ...(["group", "tiles", "firstPanel", "panels", "target", "endTarget", "here"] as const),
        ...(["from", "to", "count", "transformed", "slice", "placed", "plane", "weight", "bias"] as const),
      );
      const { group, tiles, firstPanel, panels, target, endTarget, here } = names;
      const { from, to, count, transformed, slice, placed, plane, weight, bias } = names;
      return (scratch, d, index) => [
        set(target, times(i32.rem(get(index), word(d, "targetItems")), word(d, "itemTargets"))),
        set(endTarget, least(i32.add(get(target), word(d, "itemTargets")), word(d, "targets"))),
        set(index, i32.div(get(index), word(d, "targetItems"))),
        set(firstPanel, times(i32.rem(get(index), word(d, "tileBlocks")), word(d, "blockPanels"))),
        set(panels, least(i32.sub(word(d, "panels"), get(firstPanel)), word(d, "blockPanels"))),
        set(group, i32.div(get(index), word(d, "tileBlocks"))),
        set(placed, i32.add(word(d, "placed"), times(get(group), word(d, "placedGroup")))),
        set(transformed, i32.add(word(d, "transformed"), times(get(group), word(d, "transformedGroup")))),
        when(
          i32.equal(word(d, "transformed"), i32.const(0)),
          set(transformed, i32.add(get(scratch), word(d, "inputAt"))),
          set(tiles, i32.add(word(d, "tiles"), times(get(firstPanel), i32.const(vector)))),
          set(from, get(placed)),
          set(to, get(transformed)),
          set(count, word(d, "sources")),
          inputs(d, { tiles, from, to, panels, count }),
        ),
        set(
          slice,
          sum(
            word(d, "prepared"),
            times(get(group), word(d, "preparedGroup")),
            times(
              times(
                i32.div(get(target), word(d, "blockTargets")),
                times(i32.const(points), word(d, "depths")),
              ),
              word(d, "sliceStep"),
            ),
          ),
        ),
        set(
          plane,
          sum(
            word(d, "result"),
            times(get(group), word(d, "resultGroup")),
            times(get(target), word(d, "planeStep")),
          ),
        ),
        set(
          weight,
          sum(
            word(d, "weights"),
            times(get(group), word(d, "weightGroup")),
            times(get(target), word(d, "targetStep")),
          ),
        ),
        when(
          word(d, "bias"),
          set(
            bias,
            i32.add(
              word(d, "bias"),
              i32.shl(i32.add(times(get(group), word(d, "targets")), get(target)), i32.const(2)),
            ),
          ),
        ),
        repeatWhile(
          i32.less(get(target), get(endTarget)),
          set(here, least(i32.sub(get(endTarget), get(target)), word(d, "blockTargets"))),
          advance(target, get(here)),
          multiply.call(
            ...[scratch, d, slice, transformed, panels].map((p) => get(p)),
            i32.equal(get(target), word(d, "targets")),
          ),
          advance(slice, times(times(i32.const(points), word(d, "depths")), word(d, "sliceStep"))),
          set(from, i32.add(get(scratch), i32.const(productsAt(m)))),
          repeatWhile(
            get(here),
            output.call(
              get(d),
              i32.add(get(scratch), i32.const(passBytes)),
              get(from),
              get(plane),
              get(bias),
              i32.shl(get(firstPanel), i32.const(1)),
              i32.shl(get(panels), i32.const(1)),
              get(placed),
              get(weight),
            ),
            advance(from, vector),
            advance(plane, word(d, "planeStep")),
            advance(weight, word(d, "targetStep")),
            when(get(bias), advance(bias, 4)),
            advance(here, -1),
          ),
        ),
      ];
    });
  });
}

/**
 * The products of a block of targets with a block of panels, at all points. Parameters: `scratch`; descriptor; `slice` address of
 * the block's weights, slices of 64 sources point after point; `transformed` address of the panels; how many; whether the
 * block of targets is the last. A slice stays in the first level of cache while all panels pass.
 */
function multiplyRoutine(writer: ModuleWriter, points: number, m: number, panel: Routine): Routine {
  return writer.routine("multiply", 6, (local) => {
    const { point, block, left, deep, from, to, i } = named(
      local,
      ...(["point", "block", "left", "deep", "from", "to", "i"] as const),
    );
    return (scratch, d, slice, transformed, panels, isLast) => {
      const state = (name: Parameters<typeof pass.offset>[0], value: I32): Statement =>
        i32.store(get(scratch), value, pass.offset(name));
      const rows = (
        ...[full, last]: readonly ["sixes" | "fives" | "rest", "lastSixes" | "lastFives" | "lastRest"]
      ): I32 => i32.select(get(isLast), word(d, last), word(d, full));
      return [
        state("bias", i32.const(0)),
        state("clamp", i32.const(0)),
        state("initial", i32.const(0)),
        set(to, i32.add(get(scratch), i32.const(productsAt(m)))),
        set(point, i32.const(points)),
        repeatWhile(
          get(point),
          state("adds", i32.const(0)),
          set(block, get(transformed)),
          set(left, word(d, "sources")),
          repeatWhile(
            get(left),
            set(deep, least(get(left), word(d, "depth"))),
            state("fromA", get(slice)),
            state("fromC", get(to)),
            set(from, get(block)),
            set(i, get(panels)),
            repeatWhile(
              get(i),
              panel.call(
                word(d, "weightRows"),
                i32.const(0),
                get(deep),
                get(from),
                word(d, "productRows"),
                // All eight columns are neighbours: only the offset of the first is read, which is 0 as the first row's.
                word(d, "productRows"),
                i32.const(tileColumns),
                i32.const(1),
                i32.const(0),
                get(scratch),
                i32.const(0),
                rows("sixes", "lastSixes"),
                rows("fives", "lastFives"),
                rows("rest", "lastRest"),
              ),
              state("fromC", i32.add(pass.read(scratch, "fromC"), word(d, "productPanelStep"))),
              advance(from, word(d, "panelStep")),
              advance(i, -1),
            ),
            state("adds", i32.const(1)),
            advance(slice, word(d, "sliceStep")),
            advance(block, times(get(deep), i32.const(vector))),
            set(left, i32.sub(get(left), get(deep))),
          ),
          advance(transformed, word(d, "pointStep")),
          advance(to, word(d, "productStep")),
          advance(point, -1),
        ),
      ];
    };
  });
}
