import { tileColumns } from "../product/sizes.js";
import { pass } from "../product/store.js";
import {
  advance,
  f32x4,
  get,
  i32,
  least,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { winogradFields } from "./fields.js";
import { bytesOfBlock, type I32, named, productsAt, times, vector } from "./words.js";

const word = winogradFields.read;

/**
 * The products of a block of targets with a block of panels, at all points. Parameters: `scratch`; descriptor; `slice` address of
 * the block's weights, slices of 64 terms point after point; `transformed` address of the panels; how many; whether the
 * block of targets is the last. A slice stays in the first level of cache while all panels pass.
 */
export function multiplyRoutine(writer: ModuleWriter, points: number, m: number, panel: Routine): Routine {
  const first = firstPanelRoutine(writer, panel);
  return writer.routine("multiply", 6, (local) => {
    const { point, block, left, deep, from, to, i, next, end } = named(
      local,
      ...(["point", "block", "left", "deep", "from", "to", "i", "next", "end"] as const),
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
        set(end, i32.add(get(slice), bytesOfBlock(d, points))),
        set(point, i32.const(points)),
        repeatWhile(
          get(point),
          state("adds", i32.const(0)),
          set(block, get(transformed)),
          set(left, word(d, "terms")),
          repeatWhile(
            get(left),
            set(deep, least(get(left), word(d, "depth"))),
            state("fromA", get(slice)),
            state("fromC", get(to)),
            set(from, get(block)),
            set(next, i32.add(get(slice), word(d, "sliceStep"))),
            first.call(
              get(scratch),
              get(d),
              get(from),
              get(deep),
              i32.select(i32.less(get(next), get(end)), get(next), get(slice)),
              rows("sixes", "lastSixes"),
              rows("fives", "lastFives"),
              rows("rest", "lastRest"),
            ),
            set(i, i32.sub(get(panels), i32.const(1))),
            state("fromC", i32.add(pass.read(scratch, "fromC"), word(d, "productPanelStep"))),
            advance(from, word(d, "panelStep")),
            whileTrue(
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

/**
 * The products with the first panel, tile by tile; before each, one word of every line of `ahead` that so many rows fill
 * is read, so that the next slice comes from memory while this one is multiplied. Where other threads and programs keep
 * memory busy that saves a tenth at 14 × 14 and a fifth at 7 × 7; on an idle machine it costs 2 %.
 * Parameters: `scratch`; descriptor; `from` address of the panel; terms; `ahead`; the numbers of sixes, of fives, and of rows
 * in the last.
 */
function firstPanelRoutine(writer: ModuleWriter, panel: Routine): Routine {
  return writer.routine("first", 8, (local) => {
    const { a, c, stop } = named(local, ...(["a", "c", "stop"] as const));
    const seen = local("v128");
    return (scratch, d, from, deep, ahead, sixes, fives, rest) => {
      const rows = (count: I32, ...[six, five, few]: I32[]): Statement[] => [
        set(stop, i32.add(get(ahead), times(count, i32.shl(word(d, "depth"), i32.const(2))))),
        repeatWhile(i32.less(get(ahead), get(stop)), set(seen, f32x4.load(get(ahead))), advance(ahead, 64)),
        panel.call(
          ...[get(a), i32.const(0), get(deep), get(from), get(c), word(d, "productRows")],
          ...[i32.const(tileColumns), i32.const(1), i32.const(0), get(scratch), i32.const(0)],
          ...[six, five, few],
        ),
        ...[a, c].map((table) => advance(table, times(count, i32.const(4)))),
      ];
      const [one, none] = [i32.const(1), i32.const(0)];
      return [
        set(a, word(d, "weightRows")),
        set(c, word(d, "productRows")),
        whileTrue(get(sixes), ...rows(i32.const(6), one, none, none), advance(sixes, -1)),
        whileTrue(get(fives), ...rows(i32.const(5), none, one, none), advance(fives, -1)),
        when(get(rest), ...rows(get(rest), none, none, get(rest))),
      ];
    };
  });
}
