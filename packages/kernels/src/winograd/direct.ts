import type { MultiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import { advance, f32x4, get, i32, repeatWhile, set } from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { gather } from "./emit.js";
import { winogradFields } from "./fields.js";

const word = winogradFields.read;

/**
 * m × m vectors of four tiles by the definition: so what is not finite reaches only the outputs whose windows read it.
 * Parameters: descriptor; `edge` where the vectors go; `tiles` entry of the table; `placed` address of the group's planes,
 * which hold all that tiles reach; `weight` address of the target's first tap.
 */
export function directRoutine(
  writer: ModuleWriter,
  m: number,
  r: number,
  turned: boolean,
  madd: MultiplyAdd,
): Routine {
  return writer.routine("direct", 5, (local) => (d, edge, tiles, placed, weight) => {
    const [i, j, plane, filter, tap, sources, row] = range(7).map(() => local("i32"));
    const pointers = range(4).map(() => local("i32"));
    const sum = local("v128");
    return [
      repeatWhile(
        i32.less(get(i), i32.const(m)),
        set(j, i32.const(0)),
        repeatWhile(
          i32.less(get(j), i32.const(m)),
          set(sum, f32x4.splat(0)),
          set(
            plane,
            i32.add(get(placed), i32.add(i32.mul(get(i), word(d, "rowStep")), i32.mul(get(j), i32.const(4)))),
          ),
          set(filter, get(weight)),
          set(sources, word(d, "terms")),
          repeatWhile(
            get(sources),
            ...pointers.map((pointer, lane) =>
              set(pointer, i32.add(get(plane), i32.load(get(tiles), 4 * lane))),
            ),
            set(tap, turned ? i32.add(get(filter), i32.const(4 * (r * r - 1))) : get(filter)),
            set(row, i32.const(r)),
            repeatWhile(
              get(row),
              ...range(r).flatMap((column) => [
                set(sum, madd(gather(pointers, 4 * column), f32x4.loadSplat(get(tap)), get(sum))),
                advance(tap, turned ? -4 : 4),
              ]),
              ...pointers.map((pointer) => advance(pointer, word(d, "rowStep"))),
              advance(row, -1),
            ),
            advance(plane, word(d, "channelStep")),
            advance(filter, word(d, "sourceStep")),
            advance(sources, -1),
          ),
          f32x4.store(get(edge), get(sum)),
          advance(edge, 16),
          advance(j, 1),
        ),
        advance(i, 1),
      ),
    ];
  });
}
