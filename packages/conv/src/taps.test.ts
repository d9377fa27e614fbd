import fc from "fast-check";
import { expect, test } from "vitest";
import { inputIndex, taps } from "./taps.js";

const axis = fc.record({
  input: fc.integer({ min: 1, max: 6 }),
  output: fc.integer({ min: 1, max: 6 }),
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constant(0)),
});

test("lists what every output reads, row after row, and nothing of the padding", () => {
  fc.assert(
    fc.property(axis, axis, (h, w) => {
      const expected: [number, number, number][] = [];
      for (let y = 0; y < h.output; y++)
        for (let x = 0; x < w.output; x++)
          for (let a = 0; a < h.kernel; a++)
            for (let b = 0; b < w.kernel; b++) {
              const row = y * h.stride + a * h.dilation - h.padding[0];
              const column = x * w.stride + b * w.dilation - w.padding[0];
              if (row < 0 || row >= h.input || column < 0 || column >= w.input) continue;
              expected.push([y * w.output + x, row * w.input + column, a * w.kernel + b]);
            }
      const { output, input, kernel } = taps({ axes: [h, w] });
      expect(Array.from(output, (o, i) => [o, input[i], kernel[i]])).toEqual(expected);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("inputIndex says −1 in the padding", () => {
  const row = { input: 3, output: 3, kernel: 3, stride: 1, dilation: 1, padding: [1, 1] as const };
  expect([0, 1, 2].map((tap) => inputIndex(row, 0, tap))).toEqual([-1, 0, 1]);
});

test("more than an array can hold is refused at once, by the bytes it would take", () => {
  const wide = { input: 2e6, output: 1e6, kernel: 1e6, stride: 1, dilation: 1, padding: [0, 0] as const };
  expect(() => taps({ axes: [wide] })).toThrow(
    "taps: result needs 1000000000000 int32 elements (4000000000000 bytes) but no typed array of that size can be had",
  );
});
