import { randn } from "@convkit/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { conv2d, convTranspose2d, emulateTransposed } from "./index.js";

const axis = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  begin: fc.integer({ min: 0, max: 3 }),
  end: fc.integer({ min: 0, max: 3 }),
  extra: fc.integer({ min: 0, max: 2 }),
});

test("the direct form gives the transposed convolution's values, for any settings", () => {
  fc.assert(
    fc.property(axis, axis, fc.integer({ min: 1, max: 3 }), (h, w, groups) => {
      const full = (a: typeof h): number =>
        a.stride * (a.size - 1) + a.dilation * (a.kernel - 1) + 1 - a.begin - a.end + a.extra;
      fc.pre([h, w].every((a) => full(a) >= 1 && a.extra < Math.max(a.stride, a.dilation)));
      const x = randn([2, 2 * groups, h.size, w.size], { seed: 1, dtype: "float64" });
      const weight = randn([2 * groups, 3, h.kernel, w.kernel], { seed: 2, dtype: "float64" });
      const options = {
        groups,
        stride: [h.stride, w.stride],
        dilation: [h.dilation, w.dilation],
        padding: [
          [h.begin, h.end],
          [w.begin, w.end],
        ] as const,
        outputPadding: [h.extra, w.extra],
      };
      const y = convTranspose2d(x, weight, options);
      const direct = emulateTransposed(x, weight, options);
      const emulated = conv2d(direct.x, direct.weight, direct.options);
      expect(emulated.shape).toEqual([2, 3 * groups, full(h), full(w)]);
      expect(y.shape).toEqual(emulated.shape);
      y.data.forEach((value, index) => {
        expect(emulated.data[index]).toBeCloseTo(value, 10);
      });
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("the guide's odd case: 3, 3, stride 2, padding 1, α 1 is a unit-stride convolution with p′ = 1", () => {
  const [row] = emulateTransposed(randn([1, 1, 3, 3]), randn([1, 1, 3, 3]), {
    stride: 2,
    padding: 1,
    outputPadding: 1,
  }).axes;
  expect(row).toEqual({
    input: 3,
    insertedZeros: 1,
    stretched: 5,
    kernel: 3,
    stride: 1,
    dilation: 1,
    padding: [1, 2],
    alpha: 1,
    output: 6,
  });
});
