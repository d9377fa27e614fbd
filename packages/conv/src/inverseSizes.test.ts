import fc from "fast-check";
import { expect, test } from "vitest";
import { type AxisOptions, inputSizes, keepingPadding, outputSize, tiling } from "./index.js";

const settings = fc.record({
  kernel: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  padding: fc.oneof(
    fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    fc.constantFrom("same" as const, "valid" as const),
  ),
  ceilMode: fc.boolean(),
});

const sizeOf = (input: number, { padding, ...rest }: AxisOptions): number | undefined => {
  const pairs = typeof padding === "object" ? [padding] : padding;
  try {
    return outputSize([input], { ...rest, padding: pairs })[0];
  } catch {
    return undefined;
  }
};

test("inputSizes lists exactly the sizes that give the output", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 5 }), (options, output) => {
      const found = Array.from({ length: 60 }, (_, i) => i + 1).filter((i) => sizeOf(i, options) === output);
      expect(inputSizes(output, options).sizes).toEqual(found);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("keepingPadding keeps the size, and one element less does not", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 12 }), ({ kernel, stride, dilation }, size) => {
      const window = { kernel, stride, dilation };
      const { padding, total, symmetric } = keepingPadding(size, window);
      expect(sizeOf(size, { ...window, padding })).toBe(size);
      expect(padding[1] - padding[0]).toBe(symmetric ? 0 : 1);
      if (total > 0) expect(sizeOf(size, { ...window, padding: [0, total - 1] })).not.toBe(size);
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("tiling counts what no window reads, and lists the strides that leave nothing", () => {
  fc.assert(
    fc.property(settings, fc.integer({ min: 1, max: 12 }), ({ ceilMode, ...options }, size) => {
      fc.pre(options.padding !== "same" && sizeOf(size, options) !== undefined);
      const [begin, end] = Array.isArray(options.padding) ? options.padding : [0, 0];
      const last = (stride: number): number => {
        const windows = sizeOf(size, { ...options, stride }) ?? 0;
        return (windows - 1) * stride + options.dilation * (options.kernel - 1) + 1;
      };
      const result = tiling(size, options);
      expect(result.unread).toBe(begin + size + end - last(options.stride));
      expect(result.exact).toBe(result.unread === 0);
      for (let stride = 1; stride < 20; stride++)
        if (sizeOf(size, { ...options, stride }) !== 1)
          expect(result.strides.includes(stride)).toBe(last(stride) === begin + size + end);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("reasons", () => {
  expect(inputSizes(3, { kernel: 3, stride: 2, padding: 1 }).reason).toBe(
    "5 to 6 all have 3 windows of extent 3 with stride 2: sizes between are rounded down",
  );
  expect(inputSizes(4, { kernel: 3, padding: 1 }).reason).toBe(
    "only 4 has 4 windows of extent 3 with stride 1",
  );
  expect(inputSizes(1, { kernel: 1, padding: 2 }).reason).toBe(
    "no input has 1 window of extent 1 with stride 1 and this padding",
  );
  expect(keepingPadding(5, { kernel: 4 })).toEqual({
    total: 3,
    padding: [1, 2],
    symmetric: false,
    reason:
      "5 windows of extent 4 with stride 1 need k̂ − 1 = 3 more than 5, which is odd: one end gets one more",
  });
  expect(keepingPadding(4, { kernel: 3, stride: 2 }).reason).toBe(
    "4 windows of extent 3 with stride 2 need s(i − 1) + k̂ − i = 5 more than 4, which is odd: one end gets one more",
  );
  expect(tiling(10, { kernel: 3, stride: 2 })).toEqual({
    exact: false,
    unread: 1,
    strides: [1, 7],
    reason: "windows travel 10 + 0 + 0 − 3 = 7, which stride 2 does not divide: 1 element at the end unread",
  });
  expect(tiling(227, { kernel: 11, stride: 4 }).reason).toBe(
    "windows travel 227 + 0 + 0 − 11 = 216, which stride 4 divides",
  );
  expect(tiling(3, { kernel: 3, stride: 2 }).reason).toBe(
    "the window covers the padded input: any stride will do",
  );
});

test("errors", () => {
  expect(() => inputSizes(0, { kernel: 3 })).toThrow(
    "inputSizes: output is 0 but must be a whole number ≥ 1",
  );
  expect(() => tiling(3, { kernel: 5 })).toThrow(
    "tiling: window 5 (kernel 5, dilation 1) exceeds padded length 3 (3 + 0 + 0) but must fit inside it; pad 2 more or use a smaller kernel",
  );
  expect(() => keepingPadding(3, { kernel: 3, padding: 1 } as never)).toThrow(
    "keepingPadding: there is no option padding (the options are kernel, stride, dilation)",
  );
});
