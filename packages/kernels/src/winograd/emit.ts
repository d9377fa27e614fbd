/**
 * The three transforms as straight code over vectors of four: of four tiles of the input or the output, or of the
 * filters of four sources.
 *
 * Registers: 6 × 6 vectors exceed them; rows are transformed as they are loaded, and the compiler keeps what it must on
 * the stack, in the first level of cache. Points lie an odd number of cache lines apart, so that the 36 lines in use
 * fall on different sets of it.
 */
import type { MultiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import {
  advance,
  type Code,
  f32x4,
  get,
  i32,
  type Local,
  repeatWhile,
  type Statement,
  set,
  when,
} from "../wasm/code.js";
import type { ModuleWriter, Routine } from "../wasm/module.js";
import { Linear, type Matrix } from "./linear.js";

type Address = Local<"i32">;
type Value = Local<"v128">;

/** Element j of the rows under four pointers, for every j: rows are loaded whole and transposed. */
function loadRows(linear: Linear, pointers: readonly Address[], length: number): Value[] {
  const fours = range(Math.floor(length / 4)).flatMap((i) =>
    linear.transpose(pointers.map((pointer) => linear.keep(f32x4.load(get(pointer), 16 * i)))),
  );
  if (length % 4 === 0) return fours;
  // [a0 b0 a1 b1] and [c0 d0 c1 d1]: the elements 0 of all, and the elements 1.
  const [a, b, c, d] = pointers.map((pointer) =>
    linear.keep(f32x4.loadTwo(get(pointer), 16 * Math.floor(length / 4))),
  );
  const [left, right] = [
    [a, b],
    [c, d],
  ].map(([x, y]) => linear.keep(f32x4.shuffle(get(x), get(y), [0, 4, 1, 5])));
  linear.release([a, b, c, d]);
  const two = [
    [0, 1, 4, 5],
    [2, 3, 6, 7],
  ].map((lanes) => linear.keep(f32x4.shuffle(get(left), get(right), lanes)));
  linear.release([left, right]);
  return [...fours, ...two];
}

export const storePoints = (values: readonly (readonly Value[])[], at: Address, step: Address): Statement[] =>
  values.flat().flatMap((value) => [f32x4.store(get(at), get(value)), advance(at, get(step))]);

/** Moves on by `jump` and by what is missing to `two` by turns: to the other half of a panel, and to the next one. */
export const nextHalf = (at: Address, jump: Address, two: Address): Statement[] => [
  advance(at, get(jump)),
  set(jump, i32.sub(get(two), get(jump))),
];

/**
 * matrix · tile · matrixᵀ for four tiles at a time. Parameters: `tiles` table of their byte offsets `from` an address, `rowStep`
 * bytes between rows, `to` address, bytes from point to point there; `jump` bytes to the next four, `two` to those after them;
 * `count` of fours.
 */
export function tileRoutine(writer: ModuleWriter, name: string, matrix: Matrix, madd: MultiplyAdd): Routine {
  return writer.routine(name, 8, (local) => (tiles, from, rowStep, to, pointStep, jump, two, count) => {
    const pointers = range(4).map(() => local("i32"));
    const at = local("i32");
    const size = matrix[0].length;
    const linear = new Linear(local, madd);
    const loadRow = (i: number): Value[] => {
      if (i > 0) linear.add(...pointers.map((pointer) => advance(pointer, get(rowStep))));
      return loadRows(linear, pointers, size);
    };
    const results = linear.both(matrix, loadRow, size);
    return [
      repeatWhile(
        get(count),
        ...pointers.map((pointer, lane) => set(pointer, i32.add(get(from), i32.load(get(tiles), 4 * lane)))),
        ...linear.take(),
        set(at, get(to)),
        ...storePoints(results, at, pointStep),
        ...nextHalf(to, jump, two),
        advance(tiles, 16),
        advance(count, -1),
      ),
    ];
  });
}

/** One element under each pointer. */
export const gather = (pointers: readonly Address[], offset = 0): Code<"v128"> =>
  pointers.reduce<Code<"v128">>(
    (vector, pointer, lane) => f32x4.loadLane(get(pointer), vector, lane, offset),
    f32x4.splat(0),
  );

/** The taps of the filters under four pointers, in order or turned round. */
function loadFilters(linear: Linear, pointers: readonly Address[], taps: number, turned: boolean): Value[] {
  const fours = Math.floor(taps / 4);
  const values = range(fours).flatMap((i) =>
    linear.transpose(pointers.map((pointer) => linear.keep(f32x4.load(get(pointer), 16 * i)))),
  );
  for (let i = 4 * fours; i < taps; i++) values.push(linear.keep(gather(pointers, 4 * i)));
  return turned ? values.reverse() : values;
}

/**
 * matrix · filter · matrixᵀ for four sources of target after target. Parameters: `from` address of the first filter, bytes to
 * the next target's (`targetStep`) and source's (`next`), `to` address, bytes between points and targets there, `count` of
 * targets, `sources` that exist: the last is repeated to fill a vector.
 */
export function filterRoutine(
  writer: ModuleWriter,
  matrix: Matrix,
  turned: boolean,
  madd: MultiplyAdd,
): Routine {
  return writer.routine(
    "filter",
    8,
    (local) => (from, targetStep, next, to, pointStep, rowStep, count, sources) => {
      const pointers = range(4).map(() => local("i32"));
      const at = local("i32");
      const size = matrix[0].length;
      const linear = new Linear(local, madd);
      const taps = loadFilters(linear, pointers, size ** 2, turned);
      const results = linear.both(matrix, (i) => taps.slice(size * i, size * (i + 1)), size);
      return [
        repeatWhile(
          get(count),
          set(at, get(from)),
          ...pointers.flatMap((pointer, lane) => [
            set(pointer, get(at)),
            when(i32.less(i32.const(lane + 1), get(sources)), advance(at, get(next))),
          ]),
          ...linear.take(),
          set(at, get(to)),
          ...storePoints(results, at, pointStep),
          advance(from, get(targetStep)),
          advance(to, get(rowStep)),
          advance(count, -1),
        ),
      ];
    },
  );
}
