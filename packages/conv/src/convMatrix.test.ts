import { arange, matmul, randn, reshape, transpose } from "@convkit/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conv2d, convMatrix, convTranspose2d } from "./index.js";

test("is the 4 × 16 matrix of the arithmetic guide for a 4 × 4 input and a 3 × 3 kernel", () => {
  const C = convMatrix(arange([1, 1, 3, 3]), { inputSize: 4 });
  const row = [0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8]; // weight under each input element, −1 for none
  const printed = [0, 1, 4, 5].map((start) =>
    Array.from({ length: 16 }, (_, column) => row[column - start] ?? -1),
  );
  const found = Array.from({ length: 4 }, () => Array(16).fill(-1));
  for (let r = 0; r < 4; r++)
    for (let entry = C.rowPointers[r]; entry < C.rowPointers[r + 1]; entry++)
      found[r][C.columns[entry]] = C.weightIndex[entry];
  expect(C.shape).toEqual([4, 16]);
  expect(C.values.length).toBe(36);
  expect(found).toEqual(printed);
});

test("its product is the convolution, its transpose's the transposed one, for any settings", () => {
  const size = fc.integer({ min: 1, max: 3 });
  fc.assert(
    fc.property(size, size, size, size, fc.integer({ min: 0, max: 2 }), size, (k, s, d, groups, p, extra) => {
      const input = [d * (k - 1) + extra, d * k + 2 + extra];
      const weight = randn([2 * groups, 3, k, k + 1], { seed: 1, dtype: "float64" });
      const options = {
        stride: [s, 1],
        dilation: d,
        padding: [
          [p, 0],
          [0, p],
        ] as const,
        groups,
      };
      const x = randn([1, 3 * groups, ...input], { seed: 2, dtype: "float64" });
      const y = conv2d(x, weight, options);
      const dense = convMatrix(weight, { inputSize: input, ...options }).toDense();
      expectClose(matmul(dense, reshape(x, [x.size, 1])), y);
      const back = convTranspose2d(y, weight, { ...options, outputSize: input });
      const transposed = convMatrix(weight, { inputSize: input, ...options })
        .transpose()
        .toDense();
      expect(transposed.toArray()).toEqual(transpose(dense).toArray());
      expectClose(matmul(transposed, reshape(y, [y.size, 1])), back);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("says what is wrong", () => {
  expect(() => convMatrix(randn([3, 3]), { inputSize: 4 })).toThrow(
    "convMatrix: weight is [3, 3] but must be a tensor [Cout, Cin/groups, …1 to 3 kernel sizes]",
  );
  expect(() => convMatrix(randn([1, 1, 3, 3]), { inputSize: 2 })).toThrow("convMatrix: window 3");
  expect(() => convMatrix(randn([2, 1, 1, 1]), { inputSize: 128 }).toDense()).toThrow(
    "convMatrix.toDense: matrix has 32768 × 16384 elements but must have at most 268435456; work with rowPointers, columns and values",
  );
});

function expectClose(
  actual: { data: ArrayLike<number>; size: number },
  expected: { data: ArrayLike<number>; size: number },
): void {
  expect(actual.size).toBe(expected.size);
  for (let i = 0; i < actual.size; i++) expect(actual.data[i]).toBeCloseTo(expected.data[i], 10);
}
