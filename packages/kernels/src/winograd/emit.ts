/**
 * The three transforms of a tile as straight code over vectors of four: four tiles of the input or the
 * output, each at its own offset (so any size and dilation), or four channels of the weights.
 *
 * Registers: a tile of 6 × 6 vectors exceeds them; the compiler keeps half of it on the stack, in the first
 * level of cache. Pairs of points ±p share their even and odd halves, which halves the arithmetic.
 * Measured for 64→64 @56²: products 40 %, input transform 15 %, output 9 %, filters 7 %, copies the rest. Did not
 * help: a local for every value (the first call took 480 ms to compile instead of 120 on a busy machine).
 */

import type { MultiplyAdd } from "../product/tile.js";
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
} from "../wasm/code.js";
import type { ModuleWriter, NewLocal } from "../wasm/module.js";
import type { Transforms } from "./transforms.js";

type Vector = Code<"v128">;
type Matrix = readonly (readonly number[])[];
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Emits result[i] = Σ_j matrix[i][j] · values[j]. */
class Linear {
  readonly #local: NewLocal;
  readonly #madd: MultiplyAdd;
  readonly #free: Local<"v128">[] = [];
  readonly code: Statement[] = [];

  constructor(local: NewLocal, madd: MultiplyAdd) {
    this.#local = local;
    this.#madd = madd;
  }

  keep(value: Vector): Local<"v128"> {
    const place = this.#free.pop() ?? this.#local("v128");
    this.code.push(set(place, value));
    return place;
  }

  /** Gives locals back for later values: engines are slow to compile functions with hundreds. */
  #release(locals: readonly Local<"v128">[]): void {
    this.#free.push(...locals);
  }

  #sum(row: readonly number[], values: readonly Local<"v128">[]): Local<"v128"> {
    let sum: Vector | undefined;
    // Coefficients 1 first: they begin a sum without a multiplication.
    const order = range(row.length).sort((i, j) => Number(row[j] === 1) - Number(row[i] === 1) || i - j);
    for (const j of order) {
      const [factor, value] = [row[j], get(values[j])];
      if (factor === 0) continue;
      if (!sum) sum = factor === 1 ? value : f32x4.mul(value, f32x4.splat(factor));
      else if (factor === 1) sum = f32x4.add(sum, value);
      else if (factor === -1) sum = f32x4.sub(sum, value);
      else sum = this.#madd(value, f32x4.splat(factor), sum);
    }
    return this.keep(sum ?? f32x4.splat(0));
  }

  apply(matrix: Matrix, values: readonly Local<"v128">[]): Local<"v128">[] {
    const columns = pairedColumns(matrix);
    if (columns) {
      // Σ over ±p: even rows see the sum of the two, odd rows the difference.
      const halves = columns.map(([j, k]) => [
        this.keep(f32x4.add(get(values[j]), get(values[k]))),
        this.keep(f32x4.sub(get(values[j]), get(values[k]))),
      ]);
      const alone = range(values.length).filter((j) => !columns.some((pair) => pair.includes(j)));
      const results = matrix.map((row) =>
        this.#sum(
          [
            ...columns.flatMap(([j, k]) => (row[j] === row[k] ? [row[j], 0] : [0, row[j]])),
            ...alone.map((j) => row[j]),
          ],
          [...halves.flat(), ...alone.map((j) => values[j])],
        ),
      );
      this.#release(halves.flat());
      return results;
    }
    const results: Local<"v128">[] = [];
    matrix.forEach((row, i) => {
      if (results[i]) return;
      const twin = matrix.findIndex((other, k) => k > i && isMirror(row, other));
      if (twin < 0) {
        results[i] = this.#sum(row, values);
        return;
      }
      const even = this.#sum(
        row.map((c, j) => (c === matrix[twin][j] ? c : 0)),
        values,
      );
      const odd = this.#sum(
        row.map((c, j) => (c === matrix[twin][j] ? 0 : c)),
        values,
      );
      results[i] = this.keep(f32x4.add(get(even), get(odd)));
      results[twin] = this.keep(f32x4.sub(get(even), get(odd)));
      this.#release([even, odd]);
    });
    return results;
  }

  /** matrix · values · matrixᵀ, values by rows. */
  both(matrix: Matrix, values: readonly (readonly Local<"v128">[])[]): Local<"v128">[][] {
    const rows = values.map((row) => {
      const results = this.apply(matrix, row);
      this.#release(row);
      return results;
    });
    const columns = matrix.map((_, j) => {
      const column = rows.map((row) => row[j]);
      const results = this.apply(matrix, column);
      this.#release(column);
      return results;
    });
    return matrix.map((_, i) => columns.map((column) => column[i]));
  }
}

const isMirror = (row: readonly number[], other: readonly number[]): boolean =>
  row.every((c, j) => c === other[j] || c === -other[j]) && row.some((c, j) => c !== 0 && c === -other[j]);

/** Pairs of columns of the output transform, which belong to ±p. */
function pairedColumns(matrix: Matrix): [number, number][] | undefined {
  if (matrix.length >= matrix[0].length) return undefined;
  const columns = matrix[0].map((_, j) => matrix.map((row) => row[j]));
  const pairs = columns.flatMap((column, j): [number, number][] => {
    const twin = columns.findIndex((other, k) => k > j && isMirror(column, other));
    return twin < 0 ? [] : [[j, twin]];
  });
  return pairs.length > 0 ? pairs : undefined;
}

/** One element under each pointer. */
const gather = (pointers: readonly Local<"i32">[]): Vector =>
  pointers.reduce<Vector>(
    (vector, pointer, lane) => f32x4.loadLane(get(pointer), vector, lane),
    f32x4.splat(0),
  );

/** Loads size × size elements: from row to row by `rowStep`, within a row by `step`. */
function loadTile(
  linear: Linear,
  local: NewLocal,
  size: number,
  pointers: readonly Local<"i32">[],
  [rowStep, step]: readonly [Local<"i32">, Local<"i32">],
): Local<"v128">[][] {
  const rows = pointers.map(() => local("i32"));
  const moving = pointers.map(() => local("i32"));
  return range(size).map((i) => {
    rows.forEach((row, lane) => {
      linear.code.push(
        set(row, i === 0 ? get(pointers[lane]) : i32.add(get(row), get(rowStep))),
        set(moving[lane], get(row)),
      );
    });
    return range(size).map((j) => {
      if (j > 0) linear.code.push(...moving.map((m) => advance(m, get(step))));
      return linear.keep(gather(moving));
    });
  });
}

/**
 * `input`: V = Bᵀ d B for four tiles of every channel. Parameters: `tiles` table of four byte offsets, `from`
 * address of the first channel, `channelStep` bytes to the next, `rowStep` and `step` bytes between a tile's
 * rows and elements, `to` address, `pointStep` bytes from one of the n² points to the next, `count` of
 * channels, which follow one another by 32 bytes.
 */
export function inputRoutine(writer: ModuleWriter, { input }: Transforms, madd: MultiplyAdd): void {
  writer.routine("input", 8, (local) => (tiles, from, channelStep, rowStep, step, to, pointStep, count) => {
    const pointers = range(4).map(() => local("i32"));
    const target = local("i32");
    const linear = new Linear(local, madd);
    const results = linear.both(input, loadTile(linear, local, input.length, pointers, [rowStep, step]));
    return [
      ...pointers.map((pointer, lane) => set(pointer, i32.add(get(from), i32.load(get(tiles), 4 * lane)))),
      repeatWhile(
        get(count),
        ...linear.code,
        set(target, get(to)),
        ...storePoints(results, target, pointStep),
        ...pointers.map((pointer) => advance(pointer, get(channelStep))),
        advance(to, 32),
        advance(count, -1),
      ),
    ];
  });
}

const storePoints = (
  results: readonly (readonly Local<"v128">[])[],
  target: Local<"i32">,
  pointStep: Local<"i32">,
): Statement[] =>
  results.flat().flatMap((value) => [f32x4.store(get(target), get(value)), advance(target, get(pointStep))]);

/**
 * `filter`: U = G g Gᵀ for four channels at a time. Parameters: `from` address of the first filter's first
 * tap, `channelStep` bytes to the next channel's, `rowStep` and `step` bytes between taps (negative where the
 * filter is turned round), `to` address, `pointStep`, `count` of fours.
 */
export function filterRoutine(writer: ModuleWriter, { filter }: Transforms, madd: MultiplyAdd): void {
  writer.routine("filter", 7, (local) => (from, channelStep, rowStep, step, to, pointStep, count) => {
    const pointers = range(4).map(() => local("i32"));
    const target = local("i32");
    const linear = new Linear(local, madd);
    const results = linear.both(filter, loadTile(linear, local, filter[0].length, pointers, [rowStep, step]));
    return [
      repeatWhile(
        get(count),
        ...pointers.flatMap((pointer) => [set(pointer, get(from)), advance(from, get(channelStep))]),
        ...linear.code,
        set(target, get(to)),
        ...storePoints(results, target, pointStep),
        advance(to, 16),
        advance(count, -1),
      ),
    ];
  });
}

/**
 * `output`: y = Aᵀ M A for four tiles of every channel. Parameters: `from` address, `pointStep` bytes between
 * points (channels follow one another by 32 bytes), `tiles` table of four byte offsets, `to` address of the
 * first channel, `channelStep`, `rowStep`, `step` bytes between channels, rows and elements of the result,
 * `count` of channels, `flags` address where a NaN is left if any result is not finite.
 */
export function outputRoutine(writer: ModuleWriter, { output }: Transforms, madd: MultiplyAdd): void {
  writer.routine(
    "output",
    9,
    (local) => (from, pointStep, tiles, to, channelStep, rowStep, step, count, flags) => {
      const pointers = range(4).map(() => local("i32"));
      const rows = pointers.map(() => local("i32"));
      const [source, bad] = [local("i32"), local("v128")];
      const n = output[0].length;
      const linear = new Linear(local, madd);
      linear.code.push(set(source, get(from)));
      const values = range(n).map(() =>
        range(n).map(() => {
          const value = linear.keep(f32x4.load(get(source)));
          linear.code.push(advance(source, get(pointStep)));
          return value;
        }),
      );
      const results = linear.both(output, values);
      return [
        ...pointers.map((pointer, lane) => set(pointer, i32.add(get(to), i32.load(get(tiles), 4 * lane)))),
        set(bad, f32x4.load(get(flags))),
        repeatWhile(
          get(count),
          ...linear.code,
          ...results.flat().map((value) => set(bad, f32x4.add(get(bad), f32x4.sub(get(value), get(value))))),
          ...rows.map((row, lane) => set(row, get(pointers[lane]))),
          ...results.flatMap((row) => [
            // The last row's pointers may walk on: they are set anew for the next channel.
            ...rows.flatMap((pointer, lane) => storeRow(row, pointer, lane, step)),
            ...rows.map((pointer) => advance(pointer, get(rowStep))),
          ]),
          ...pointers.map((pointer) => advance(pointer, get(channelStep))),
          advance(from, 32),
          advance(count, -1),
        ),
        f32x4.store(get(flags), get(bad)),
      ];

      function storeRow(
        row: readonly Local<"v128">[],
        pointer: Local<"i32">,
        lane: number,
        by: Local<"i32">,
      ): Statement[] {
        return row.map((value, j) => {
          const address = range(j).reduce<Code<"i32">>((sum) => i32.add(sum, get(by)), get(pointer));
          return f32x4.storeLane(address, get(value), lane);
        });
      }
    },
  );
}
