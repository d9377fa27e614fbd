import { range } from "../range.js";
import {
  advance,
  type Code,
  f32,
  f32x4,
  get,
  i32,
  leave,
  repeatWhile,
  type Statement,
  set,
  when,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { tileColumns } from "./sizes.js";

/** Says that the eight columns of a panel are every other element. */
export const alternating: number = 2 ** 30;

/**
 * Packs panels of eight columns of a matrix, k after k. Parameters: `k` table of offsets from `base`, `depth`, `columns`
 * table of eight byte offsets, `run`: 0, `alternating`, or the number of panels whose columns are all neighbours, so that one
 * walk along k (each on a page of its own, maybe) packs them; `panel`, `base`, `step` bytes to the next panel.
 */
export function packRoutine(writer: ModuleWriter): Routine {
  return writer.routine("packPanels", 7, (local) => {
    const [end, from, to, left] = [local("i32"), local("i32"), local("i32"), local("i32")];
    const offsets = range(tileColumns).map(() => local("i32"));
    return (k, depth, columns, run, panel, base, step) => {
      const eachK = (first: Code<"i32">, ...copy: Statement[]): Statement =>
        repeatWhile(
          i32.less(get(k), get(end)),
          set(from, i32.add(first, i32.load(get(k)))),
          ...copy,
          advance(k, 4),
          advance(panel, 32),
        );
      const source = (bytes: number): Code<"v128"> => f32x4.load(get(from), bytes);
      return [
        set(end, i32.add(get(k), i32.shl(get(depth), i32.const(2)))),
        when(
          i32.equal(get(run), i32.const(alternating)),
          advance(base, i32.load(get(columns))),
          eachK(
            get(base),
            f32x4.store(get(panel), f32x4.shuffle(source(0), source(16), [0, 2, 4, 6])),
            // The last load begins one element early: the sixteenth is nobody's.
            f32x4.store(get(panel), f32x4.shuffle(source(32), source(44), [0, 2, 5, 7]), 16),
          ),
          leave,
        ),
        when(
          get(run),
          advance(base, i32.load(get(columns))),
          eachK(
            get(base),
            set(to, get(panel)),
            set(left, get(run)),
            repeatWhile(
              get(left),
              f32x4.store(get(to), source(0)),
              f32x4.store(get(to), source(16), 16),
              advance(from, 32),
              advance(to, get(step)),
              advance(left, -1),
            ),
          ),
          leave,
        ),
        ...offsets.map((offset, i) => set(offset, i32.load(get(columns), 4 * i))),
        eachK(
          get(base),
          ...offsets.map((offset, i) =>
            f32.store(get(panel), f32.load(i32.add(get(from), get(offset))), 4 * i),
          ),
        ),
      ];
    };
  });
}
