import type { MultiplyAdd } from "../product/tile.js";
import { range } from "../range.js";
import { type Code, f32x4, get, type Local, type Statement, set } from "../wasm/code.js";
import type { NewLocal } from "../wasm/module.js";

type Vector = Code<"v128">;
type Value = Local<"v128">;
export type Matrix = readonly (readonly number[])[];

/**
 * Straight code over vectors, in few locals: engines are slow to compile functions with hundreds. Pairs of points ±p
 * share their even and odd halves, which halves the arithmetic.
 */
export class Linear {
  readonly #local: NewLocal;
  readonly #madd: MultiplyAdd;
  readonly #free: Value[] = [];
  #code: Statement[] = [];

  constructor(local: NewLocal, madd: MultiplyAdd) {
    this.#local = local;
    this.#madd = madd;
  }

  add(...code: readonly Statement[]): void {
    this.#code.push(...code);
  }

  /** The code so far. */
  take(): Statement[] {
    const code = this.#code;
    this.#code = [];
    return code;
  }

  keep(value: Vector): Value {
    const place = this.#free.pop() ?? this.#local("v128");
    this.#code.push(set(place, value));
    return place;
  }

  /** Gives locals back for later values. */
  release(values: readonly Value[]): void {
    this.#free.push(...values);
  }

  /** Vectors of equal elements of four vectors. */
  transpose([a, b, c, d]: readonly Value[]): Value[] {
    const [low, high] = [
      [0, 4, 1, 5],
      [2, 6, 3, 7],
    ];
    const shuffled = (x: Value, y: Value, lanes: number[]) => this.keep(f32x4.shuffle(get(x), get(y), lanes));
    const pairs = [low, high].flatMap((lanes) => [shuffled(a, b, lanes), shuffled(c, d, lanes)]);
    this.release([a, b, c, d]);
    const [l, m, n, o] = pairs;
    const result = [l, n].flatMap((x, i) =>
      [
        [0, 1, 4, 5],
        [2, 3, 6, 7],
      ].map((lanes) => shuffled(x, [m, o][i], lanes)),
    );
    this.release(pairs);
    return result;
  }

  /** [a0 b0 a1 b1] and [a2 b2 a3 b3] of two vectors a and b. */
  pairs([a, b]: readonly Value[]): Value[] {
    const pairs = [
      [0, 4, 1, 5],
      [2, 6, 3, 7],
    ].map((lanes) => this.keep(f32x4.shuffle(get(a), get(b), lanes)));
    this.release([a, b]);
    return pairs;
  }

  #sum(row: readonly number[], values: readonly Value[]): Value {
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

  /** result[i] = Σ_j matrix[i][j] · values[j]. */
  apply(matrix: Matrix, values: readonly Value[]): Value[] {
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
      this.release(halves.flat());
      return results;
    }
    const results: Value[] = [];
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
      this.release([even, odd]);
    });
    return results;
  }

  /** matrix · values · matrixᵀ; `row` makes the values of one row when they are needed. */
  both(matrix: Matrix, row: (i: number) => Value[], count: number): Value[][] {
    const rows = range(count).map((i) => {
      const values = row(i);
      const results = this.apply(matrix, values);
      this.release(values);
      return results;
    });
    const columns = matrix.map((_, j) => {
      const column = rows.map((values) => values[j]);
      const results = this.apply(matrix, column);
      this.release(column);
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
