import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDirectly, addProduct, offsets } from "./index.js";

describe.each([
  ["addProduct", addProduct],
  ["addDirectly", addDirectly],
])("%s", (_, multiply) => {
  test("multiplies matrices of every size, and touches nothing else", () => {
    const extent = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(63, 64, 65, 66));
    const depths = fc.oneof(extent, fc.constantFrom(255, 256, 257, 515));
    fc.assert(
      fc.property(extent, depths, extent, (rows, depth, columns) => {
        const fill = (size: number, seed: number): Float32Array =>
          Float32Array.from({ length: size }, (_, i) => ((i * seed) % 7) - 3);
        const [x, y] = [fill(rows * depth, 5), fill(depth * columns, 3)];
        const canary = 1e9;
        const z = new Float32Array(rows * columns + 2).fill(canary);
        z.fill(1, 1, 1 + rows * columns);
        multiply(
          { data: x, base: 0, outer: offsets([rows], [depth]), inner: offsets([depth], [1]) },
          { data: y, base: 0, outer: offsets([depth], [columns]), inner: offsets([columns], [1]) },
          { data: z, base: 1, outer: offsets([rows], [columns]), inner: offsets([columns], [1]) },
        );
        expect([z[0], z[z.length - 1]]).toEqual([canary, canary]);
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++) {
            let sum = 1;
            for (let d = 0; d < depth; d++) sum += x[r * depth + d] * y[d * columns + c];
            if (z[1 + r * columns + c] !== sum) expect(z[1 + r * columns + c]).toBe(sum);
          }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("adds where several elements of c are one place, as an input gradient needs", () => {
    const c = new Float32Array(1);
    const ones = { data: new Float32Array(15).fill(1), base: 0 };
    multiply(
      { ...ones, outer: offsets([5], [1]), inner: offsets([3], [5]) },
      { ...ones, outer: offsets([3], [5]), inner: offsets([5], [1]) },
      { data: c, base: 0, outer: offsets([5], [0]), inner: offsets([5], [0]) },
    );
    expect(c[0]).toBe(75);
  });
});
