import type { MultiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import {
  advance,
  type Code,
  either,
  f32x4,
  get,
  i32,
  type Local,
  repeatWhile,
  type Statement,
  set,
  when,
  whileTrue,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { nextHalf } from "./emit.js";
import { winogradFields } from "./fields.js";
import { Linear } from "./linear.js";
import type { Transforms } from "./transforms.js";

type Value = Local<"v128">;
const { read: word, offset } = winogradFields;

/**
 * clamp(Aᵀ M A + bias + residual) for four tiles at a time of one target. Four tiles that lie in the result and are finite
 * go there by rows, others through `edge`, memory for m × m vectors; what is not finite is computed again by `direct`.
 * Parameters: descriptor; `edge`; `from` address of the products; `to` address of the target's plane; `bias` address of its
 * bias, or 0; `vector` number of the first four tiles; `count` of fours; `placed` address of the group's planes;
 * `weight` address of the target's first tap.
 * @param inSequence the rows of a tile follow one another in the result
 */
export function outputRoutine(
  writer: ModuleWriter,
  { output }: Transforms,
  { direct, inSequence = false }: { direct: Routine; inSequence?: boolean },
  madd: MultiplyAdd,
): Routine {
  const [m, n] = [output.length, output[0].length];
  const edges = edgeRoutine(writer, m);
  return writer.routine("output", 9, (local) => (d, edge, from, to, bias, vector, count, placed, weight) => {
    const [at, jump, pointStep, panelStep, tiles] = range(5).map(() => local("i32"));
    const pointers = range(4).map(() => local("i32"));
    const [bad, shift, low, high] = range(4).map(() => local("v128"));
    const linear = new Linear(local, madd);
    const loadRow = (): Value[] =>
      range(n).map(() => {
        const value = linear.keep(f32x4.load(get(at)));
        linear.add(advance(at, get(pointStep)));
        return value;
      });
    const results = linear.both(output, loadRow, n);
    const rows = inSequence ? [results.flat()] : results;
    const transform = linear.take();
    const isBad = f32x4.anyUnequal(get(bad), get(bad));
    return [
      set(pointStep, word(d, "productStep")),
      set(panelStep, word(d, "productPanelStep")),
      set(low, f32x4.loadSplat(get(d), offset("low"))),
      set(high, f32x4.loadSplat(get(d), offset("high"))),
      when(get(bias), set(shift, f32x4.loadSplat(get(bias)))),
      set(jump, i32.const(16)),
      set(tiles, i32.add(word(d, "tiles"), i32.shl(get(vector), i32.const(4)))),
      repeatWhile(
        get(count),
        set(at, get(from)),
        ...transform,
        // 0 · x is 0, or NaN where x is not finite.
        set(bad, f32x4.splat(0)),
        ...results.flat().map((value) => set(bad, madd(get(value), f32x4.splat(0), get(bad)))),
        either(
          i32.and(i32.less(get(vector), word(d, "wholeVectors")), i32.equal(isBad, i32.const(0))),
          [
            set(at, i32.add(get(tiles), word(d, "tileBytes"))),
            ...pointers.map((pointer, lane) => set(pointer, i32.add(get(to), i32.load(get(at), 4 * lane)))),
            ...rows.flatMap((row) => [
              ...storeRow(linear, row, pointers, { shift, low, high }, word(d, "adds"), word(d, "residual")),
              ...pointers.map((pointer) => advance(pointer, word(d, "resultRow"))),
            ]),
          ],
          [
            ...results.flat().map((value, i) => f32x4.store(get(edge), get(value), 16 * i)),
            when(isBad, direct.call(...[d, edge, tiles, placed, weight].map((p) => get(p)))),
            edges.call(...[d, edge, tiles, to, bias].map((p) => get(p))),
          ],
        ),
        ...nextHalf(from, jump, panelStep),
        advance(tiles, 16),
        advance(vector, 1),
        advance(count, -1),
      ),
    ];
  });
}

type Address = Local<"i32">;

/** Neighbours of a row that are stored together, of each of four tiles: by fours, then two, then one. */
interface Piece {
  readonly values: readonly Value[];
  /** What stands at the places of `values[i]`, from `pointers` moved by `residual`. */
  there(i: number): Code<"v128">;
  readonly stores: readonly Statement[];
}

/** Stores one row of the results of four tiles, with what is fused. */
function storeRow(
  linear: Linear,
  row: readonly Value[],
  pointers: readonly Address[],
  { shift, low, high }: Record<"shift" | "low" | "high", Value>,
  adds: Code<"i32">,
  residual: Code<"i32">,
): Statement[] {
  const there = (pointer: Address): Code<"i32"> => i32.add(get(pointer), residual);
  for (let first = 0; first < row.length; ) {
    const left = row.length - first;
    const count = left >= 4 ? 4 : left >= 2 ? 2 : 1;
    const { values, ...piece } = pieceOf(linear, row.slice(first, first + count), pointers, there, 4 * first);
    linear.add(
      ...values.map((value) => set(value, f32x4.add(get(value), get(shift)))),
      when(adds, ...values.map((value, i) => set(value, f32x4.add(get(value), piece.there(i))))),
      ...values.map((value) => set(value, f32x4.pmin(f32x4.pmax(get(value), get(low)), get(high)))),
      ...piece.stores,
    );
    linear.release(values);
    first += count;
  }
  return linear.take();
}

function pieceOf(
  linear: Linear,
  row: readonly Value[],
  pointers: readonly Address[],
  there: (pointer: Address) => Code<"i32">,
  at: number,
): Piece {
  if (row.length === 4) {
    const values = linear.transpose(row);
    return {
      values,
      there: (i) => f32x4.load(there(pointers[i]), at),
      stores: pointers.map((pointer, lane) => f32x4.store(get(pointer), get(values[lane]), at)),
    };
  }
  if (row.length === 2) {
    const values = linear.pairs(row);
    return {
      values,
      there: (i) =>
        f32x4.loadHalf(there(pointers[2 * i + 1]), f32x4.loadTwo(there(pointers[2 * i]), at), 1, at),
      stores: pointers.map((pointer, lane) =>
        f32x4.storeHalf(get(pointer), get(values[lane >> 1]), (lane & 1) as 0 | 1, at),
      ),
    };
  }
  return {
    values: row,
    there: () =>
      pointers.reduce<Code<"v128">>(
        (vector, pointer, lane) => f32x4.loadLane(there(pointer), vector, lane, at),
        f32x4.splat(0),
      ),
    stores: pointers.map((pointer, lane) => f32x4.storeLane(get(pointer), get(row[0]), lane, at)),
  };
}

/**
 * The elements of four tiles that exist, one by one. Parameters: descriptor; `edge` m × m vectors; `tiles` entry of the
 * table; `to` address of the plane; `bias` address, or 0.
 */
function edgeRoutine(writer: ModuleWriter, m: number): Routine {
  return writer.routine("edge", 5, (local) => (d, edge, tiles, to, bias) => {
    const [lane, from, at, rows, row, columns, i] = range(7).map(() => local("i32"));
    const [shift, value, low, high] = range(4).map(() => local("v128"));
    const entry = (list: number): Code<"i32"> =>
      i32.load(i32.add(get(tiles), i32.mul(word(d, "tileBytes"), i32.const(list))));
    return [
      when(get(bias), set(shift, f32x4.loadSplat(get(bias)))),
      set(low, f32x4.loadSplat(get(d), offset("low"))),
      set(high, f32x4.loadSplat(get(d), offset("high"))),
      set(lane, i32.const(4)),
      repeatWhile(
        get(lane),
        set(row, i32.add(get(to), entry(1))),
        set(rows, entry(2)),
        set(from, get(edge)),
        whileTrue(
          get(rows),
          set(at, get(row)),
          set(i, get(from)),
          set(columns, entry(3)),
          whileTrue(
            get(columns),
            set(value, f32x4.add(f32x4.loadSplat(get(i)), get(shift))),
            when(
              word(d, "adds"),
              set(value, f32x4.add(get(value), f32x4.loadSplat(i32.add(get(at), word(d, "residual"))))),
            ),
            f32x4.storeLane(get(at), f32x4.pmin(f32x4.pmax(get(value), get(low)), get(high)), 0),
            advance(at, word(d, "resultStep")),
            advance(i, 16),
            advance(columns, -1),
          ),
          advance(row, word(d, "resultRow")),
          advance(from, 16 * m),
          advance(rows, -1),
        ),
        advance(tiles, 4),
        advance(edge, 4),
        advance(lane, -1),
      ),
    ];
  });
}
