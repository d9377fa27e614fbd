import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDirectly,
  addProduct,
  type ProductMap,
  productProgram,
  runPlain,
  runProgram,
  type Stretch,
  simdLevel,
  Walk,
} from "../index.js";

type Run = (map: ProductMap, a: Float32Array, b: Float32Array, c: Float32Array) => void;

/** One product over these walks, in arrays of these sizes. */
function single(
  [sizeA, sizeB, sizeC]: readonly [number, number, number],
  walks: Record<"a" | "b" | "c", readonly [outer: Stretch, inner: Stretch]>,
): ProductMap {
  const matrix = ([outer, inner]: readonly [Stretch, Stretch]) => ({
    outer: new Walk([outer]),
    inner: new Walk([inner]),
  });
  return {
    batch: 1,
    groups: 1,
    a: { size: sizeA, perSample: false },
    c: { size: sizeC, perSample: false },
    rows: walks.c[0].count,
    placement: { input: [sizeB], shape: [sizeB], begin: [0] },
    channels: 1,
    products: [{ a: matrix(walks.a), b: matrix(walks.b), c: matrix(walks.c) }],
  };
}

const canary = 1e9;
const fill = (size: number, seed: number): Float32Array =>
  Float32Array.from({ length: size }, (_, i) => ((i * seed) % 7) - 3);

/** a [rows × depth], b and c row-major or column-major; a and b begin one element after the start of their arrays. */
function checkProduct(run: Run, [rows, depth, columns]: readonly number[], turned: boolean): void {
  const place = (outer: number, inner: number, first = 1): readonly [Stretch, Stretch] =>
    turned
      ? [
          { count: outer, step: 1, first },
          { count: inner, step: outer },
        ]
      : [
          { count: outer, step: inner, first },
          { count: inner, step: 1 },
        ];
  const at = (outer: number, inner: number, i: number, j: number): number =>
    1 + (turned ? j * outer + i : i * inner + j);
  const a = fill(rows * depth + 1, 5);
  const b = fill(depth * columns + 1, 3);
  const c = new Float32Array(rows * columns + 2);
  c[0] = c[c.length - 1] = canary;
  run(
    single([a.length, b.length, rows * columns], {
      a: place(rows, depth),
      b: place(depth, columns),
      c: place(rows, columns, 0),
    }),
    a,
    b,
    c.subarray(1, 1 + rows * columns),
  );
  expect([c[0], c[c.length - 1]]).toEqual([canary, canary]);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = 0;
      for (let k = 0; k < depth; k++) sum += a[at(rows, depth, i, k)] * b[at(depth, columns, k, j)];
      const found = c[at(rows, columns, i, j)];
      if (found !== sum) expect(found).toBe(sum);
    }
}

const simd =
  (fused: boolean, constant: boolean): Run =>
  (map, a, b, c) =>
    runProgram(productProgram(map, { constant }, fused), 1, [b, a], c);

describe.each<[string, Run]>([
  ["tiles", (map, a, b, c) => runPlain(addProduct, map, a, b, c)],
  ["direct", (map, a, b, c) => runPlain(addDirectly, map, a, b, c)],
  ["SIMD", simd(true, false)],
  ["SIMD, one operand prepared", simd(true, true)],
  ["SIMD without fusing", simd(false, false)],
])("%s", (_, run) => {
  test("multiplies matrices of every size, and touches nothing else", () => {
    const extent = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(63, 64, 65, 66));
    const depths = fc.oneof(extent, fc.constantFrom(255, 256, 257, 515, 1025));
    fc.assert(
      fc.property(extent, depths, extent, fc.boolean(), (rows, depth, columns, turned) =>
        checkProduct(run, [rows, depth, columns], turned),
      ),
      { numRuns: 120, seed: 1 },
    );
  });

  test("tails of every length", () => {
    for (let rows = 1; rows <= 13; rows++)
      for (let columns = 1; columns <= 17; columns++)
        for (const turned of [false, true]) checkProduct(run, [rows, 5, columns], turned);
    for (const columns of [127, 128, 129]) checkProduct(run, [200, 3, columns], false);
  });

  test("infinity and NaN as IEEE says: 0 · ∞ is NaN", () => {
    const c = new Float32Array(4);
    const map = single([2, 2, 4], {
      a: [
        { count: 2, step: 1 },
        { count: 1, step: 1 },
      ],
      b: [
        { count: 1, step: 1 },
        { count: 2, step: 1 },
      ],
      c: [
        { count: 2, step: 2 },
        { count: 2, step: 1 },
      ],
    });
    run(map, Float32Array.of(0, -2), Float32Array.of(Number.POSITIVE_INFINITY, 3), c);
    expect([...c]).toEqual([Number.NaN, 0, Number.NEGATIVE_INFINITY, -6]);
  });
});

test("this machine has vector instructions, so the tests above tested them", () => {
  expect(simdLevel()).not.toBe("none");
});
