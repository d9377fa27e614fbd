import { tileColumns } from "../product/sizes.js";
import { pass, passBytes } from "../product/store.js";
import type { MultiplyAdd } from "../product/tile.js";
import { panelRoutine } from "../product/tile.js";
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
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { winogradFields } from "./fields.js";
import { outputRoutine } from "./output.js";
import type { Transforms } from "./transforms.js";

export type I32 = Code<"i32">;
const word = winogradFields.read;
export const vector: number = 4 * tileColumns;

/** Bytes of a thread's scratch before the products: the pass of the panel routine, and a vector of m × m tiles. */
export const productsAt = (m: number): number => passBytes + 64 * Math.ceil((m * m) / 4);

export const least = (a: I32, b: I32): I32 => i32.select(i32.less(a, b), a, b);
export const times = (a: I32, b: I32): I32 => i32.mul(a, b);
export const sum = (first: I32, ...rest: I32[]): I32 => rest.reduce((a, b) => i32.add(a, b), first);

/** Locals of a routine, by name. */
export const named = <Name extends string>(
  local: (type: "i32") => Local<"i32">,
  ...names: Name[]
): Record<Name, Local<"i32">> =>
  Object.fromEntries(names.map((name) => [name, local("i32")])) as Record<Name, Local<"i32">>;

export interface BlockRoutines {
  /** What `outputRoutine` asks for. */
  readonly direct: Routine;
  /** Transforms weights where none are prepared. Parameters: descriptor, address of the first, where to, count of targets. */
  readonly filters?: Routine;
  /** Transforms tiles where none are. Parameters: descriptor, address of the planes, where to, first panel, count of panels. */
  readonly inputs?: Routine;
  /** Whether blocks of targets leave a rest, as `splitRows` says. */
  readonly rests: boolean;
}

/**
 * `blocks`: a block of panels for blocks of targets: transforms its tiles and weights, unless that is done, multiplies point by
 * point, 64 terms at a time, and transforms back.
 */
export function blocksRoutine(
  writer: ModuleWriter,
  made: Transforms,
  { direct, filters, inputs, rests }: BlockRoutines,
  madd: MultiplyAdd,
): void {
  const [m, points] = [made.output.length, made.input.length ** 2];
  const output = outputRoutine(writer, made, direct, madd);
  const multiply = multiplyRoutine(writer, points, m, panelRoutine(writer, "sequence", madd, { rests }));
  writer.routine("blocks", 3, (local) => {
    const names = named(
      local,
      ...(["group", "firstPanel", "panels", "target", "endTarget", "here"] as const),
      ...(["from", "transformed", "slice", "placed", "plane", "weight", "bias"] as const),
    );
    const { group, firstPanel, panels, target, endTarget, here } = names;
    const { from, transformed, slice, placed, plane, weight, bias } = names;
    type Place = "placed" | "prepared" | "transformed" | "result" | "weight";
    const inGroup = (d: Local<"i32">, name: Place): I32 =>
      i32.add(word(d, name === "weight" ? "weights" : name), times(get(group), word(d, `${name}Group`)));
    return (scratch, d, index) => [
      set(target, times(i32.rem(get(index), word(d, "targetItems")), word(d, "itemTargets"))),
      set(endTarget, least(i32.add(get(target), word(d, "itemTargets")), word(d, "targets"))),
      set(index, i32.div(get(index), word(d, "targetItems"))),
      set(firstPanel, times(i32.rem(get(index), word(d, "panelBlocks")), word(d, "blockPanels"))),
      set(panels, least(i32.sub(word(d, "panels"), get(firstPanel)), word(d, "blockPanels"))),
      set(group, i32.div(get(index), word(d, "panelBlocks"))),
      set(placed, inGroup(d, "placed")),
      set(plane, i32.add(inGroup(d, "result"), times(get(target), word(d, "planeStep")))),
      set(weight, i32.add(inGroup(d, "weight"), times(get(target), word(d, "targetStep")))),
      set(
        slice,
        i32.add(
          inGroup(d, "prepared"),
          times(i32.div(get(target), word(d, "blockTargets")), bytesOfBlock(d, points)),
        ),
      ),
      when(
        word(d, "bias"),
        set(bias, i32.add(times(get(group), word(d, "targets")), get(target))),
        set(bias, i32.add(word(d, "bias"), i32.shl(get(bias), i32.const(2)))),
      ),
      set(transformed, i32.add(inGroup(d, "transformed"), times(get(firstPanel), word(d, "panelStep")))),
      ...(inputs
        ? [
            when(
              i32.equal(word(d, "transformed"), i32.const(0)),
              set(transformed, i32.add(get(scratch), word(d, "inputAt"))),
              inputs.call(...[d, placed, transformed, firstPanel, panels].map((p) => get(p))),
            ),
          ]
        : []),
      repeatWhile(
        i32.less(get(target), get(endTarget)),
        set(here, least(i32.sub(get(endTarget), get(target)), word(d, "blockTargets"))),
        advance(target, get(here)),
        ...(filters
          ? [
              when(
                i32.equal(word(d, "prepared"), i32.const(0)),
                set(slice, i32.add(get(scratch), word(d, "inputAt"))),
                filters.call(...[d, weight, slice, here].map((p) => get(p))),
              ),
            ]
          : []),
        multiply.call(
          ...[scratch, d, slice, transformed, panels].map((p) => get(p)),
          i32.equal(get(target), word(d, "targets")),
        ),
        advance(slice, bytesOfBlock(d, points)),
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
}

/** Bytes of the transformed weights of a block of targets. */
export const bytesOfBlock = (d: Local<"i32">, points: number): I32 =>
  times(times(i32.const(points), word(d, "depths")), word(d, "sliceStep"));

/**
 * The products of a block of targets with a block of panels, at all points. Parameters: `scratch`; descriptor; `slice` address of
 * the block's weights, slices of 64 terms point after point; `transformed` address of the panels; how many; whether the
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
          set(left, word(d, "terms")),
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
