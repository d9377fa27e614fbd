import { passBytes } from "../product/store.js";
import { type MultiplyAdd, panelRoutine } from "../product/tile.js";
import { advance, get, i32, type Local, least, repeatWhile, set, when } from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { winogradFields } from "./fields.js";
import { multiplyRoutine } from "./multiply.js";
import { outputRoutine } from "./output.js";
import type { Transforms } from "./transforms.js";
import { bytesOfBlock, type I32, named, productsAt, times, vector } from "./words.js";

const word = winogradFields.read;

export interface BlockRoutines {
  /** What `outputRoutine` asks for. */
  readonly direct: Routine;
  readonly inSequence?: boolean;
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
  { direct, inSequence, filters, inputs, rests }: BlockRoutines,
  madd: MultiplyAdd,
): void {
  const [m, points] = [made.output.length, made.input.length ** 2];
  const output = outputRoutine(writer, made, { direct, inSequence }, madd);
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
      set(group, i32.div(get(index), word(d, "panelBlocks"))),
      set(index, i32.rem(get(index), word(d, "panelBlocks"))),
      // The first blocks have a panel more where panels do not divide evenly.
      set(
        firstPanel,
        i32.add(times(get(index), word(d, "blockPanels")), least(get(index), word(d, "longerBlocks"))),
      ),
      set(panels, i32.add(word(d, "blockPanels"), i32.less(get(index), word(d, "longerBlocks")))),
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
