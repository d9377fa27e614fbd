import { ones, tensor, zeros } from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conv1d, convTranspose1d, effectiveKernel, outputSize, transposedOutputSize } from "./index.js";

/** Counts window starts one by one; the window must end inside the padded input. */
function countWindows(
  n: number,
  k: number,
  s: number,
  d: number,
  [begin, end]: readonly [number, number],
): number {
  let count = 0;
  for (let start = -begin; start + d * (k - 1) < n + end; start += s) count++;
  return count;
}

describe("outputSize", () => {
  test("counts the windows that fit, for any settings", () => {
    const small = fc.integer({ min: 1, max: 4 });
    const pads = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        small,
        small,
        small,
        pads,
        pads,
        (n, k, s, d, begin, end) => {
          const counted = countWindows(n, k, s, d, [begin, end]);
          const size = (): number =>
            outputSize([n], { kernel: k, stride: s, dilation: d, padding: [[begin, end]] })[0];
          if (counted === 0) expect(size).toThrow(`window ${d * (k - 1) + 1}`);
          else expect(size()).toBe(counted);
        },
      ),
      { seed: 1 },
    );
  });

  test.each([
    ["CS231n: AlexNet's first layer", 227, { kernel: 11, stride: 4 }, 55],
    ["Dumoulin & Visin: full padding", 5, { kernel: 3, padding: 2 }, 7],
    ["Dumoulin & Visin: odd padded strides", 6, { kernel: 3, stride: 2, padding: 1 }, 3],
    ["Dumoulin & Visin: dilation", 7, { kernel: 3, dilation: 2 }, 3],
    ["'same' rounds up with a stride", 6, { kernel: 3, stride: 2, padding: "same" as const }, 3],
    ["'same' counts the dilated extent", 7, { kernel: 3, dilation: 2, padding: "same" as const }, 7],
    [
      "ceil drops a window that starts in the end padding",
      5,
      { kernel: 2, stride: 2, padding: 1, ceilMode: true },
      3,
    ],
    ["… also for k = s = 3", 5, { kernel: 3, stride: 3, padding: 1, ceilMode: true }, 2],
    ["ceil drops a window that starts outside", 8, { kernel: 3, stride: 4, ceilMode: true }, 2],
    ["ceil keeps a window that starts inside", 64, { kernel: 3, stride: 2, padding: 1, ceilMode: true }, 33],
  ])("%s", (_, input, options, expected) => {
    expect(outputSize(input, options)).toBe(expected);
  });
});

test("sizes stay exact beyond 32 bits", () => {
  expect(outputSize(46341 ** 2, { kernel: 1 })).toBe(2147488281);
  expect(effectiveKernel(46341, 46342)).toBe(46342 * 46340 + 1);
});

describe("transposedOutputSize", () => {
  test.each([
    ["dilation counts", 50, { kernel: 3, stride: 2, dilation: 3, padding: 4 }, 97],
    ["padding crops the output", 128, { kernel: 4, stride: 4, padding: "valid" as const }, 512],
    ["'same' multiplies by the stride", 2, { kernel: 3, stride: 2, padding: "same" as const }, 4],
    ["… even where the kernel is smaller", 2, { kernel: 1, stride: 3, padding: "same" as const }, 6],
    [
      "outputPadding may reach the stride while it stays below the dilation",
      3,
      { kernel: 2, dilation: 3, outputPadding: 2 },
      8,
    ],
    ["a wanted size stands for outputPadding", 3, { kernel: 3, stride: 2, padding: 1, outputSize: 6 }, 6],
  ])("%s", (_, input, options, expected) => {
    expect(transposedOutputSize(input, options)).toBe(expected);
  });

  test("says which sizes can be had", () => {
    const options = { kernel: 3, stride: 2, padding: 1 };
    expect(() => transposedOutputSize(3, { ...options, outputSize: 9 })).toThrow(
      "transposedOutputSize: outputSize is 9 but the length can be 5 to 6 with stride 2 and dilation 1",
    );
    expect(() => transposedOutputSize(3, { ...options, outputPadding: 2 })).toThrow(
      "transposedOutputSize: outputPadding is 2 but must be less than the larger of stride 2 and dilation 1",
    );
    expect(() => transposedOutputSize(3, { ...options, outputSize: 6, outputPadding: 1 })).toThrow(
      "transposedOutputSize: outputPadding is 1 but the output size is fixed already by outputSize; leave outputPadding out",
    );
    expect(() => transposedOutputSize(1, { kernel: 2, padding: 1 })).toThrow(
      "transposedOutputSize: output length is 0 but must be at least 1; pad less: padding crops the output of a transposed convolution",
    );
  });
});

const line = (...values: number[]) => tensor(values, [1, 1, values.length]);

describe("padding rules, as values", () => {
  test("'same' puts the odd zero at the end, 'same-lower' at the start", () => {
    expect(conv1d(line(1, 2, 3, 4, 5, 6), line(1, 1, 1), { stride: 2, padding: "same" }).toArray()).toEqual([
      [[6, 12, 11]],
    ]);
    expect(conv1d(line(1, 2, 3), line(1, 10), { padding: "same" }).toArray()).toEqual([[[21, 32, 3]]]);
    expect(conv1d(line(1, 2, 3), line(1, 10), { padding: "same-lower" }).toArray()).toEqual([[[10, 21, 32]]]);
  });

  test("'same' never pads a negative amount", () => {
    const x = line(0, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(conv1d(x, line(1), { stride: 3, padding: "same" }).toArray()).toEqual([[[0, 3, 6]]]);
    expect(convTranspose1d(line(1, 1, 1), line(1), { stride: 3, padding: "same" }).toArray()).toEqual([
      [[1, 0, 0, 1, 0, 0, 1, 0, 0]],
    ]);
  });

  test("a transposed convolution crops what its convolution padded", () => {
    const [x, w] = [line(1, 2), line(1, 10, 100)];
    expect(convTranspose1d(x, w, { padding: [[1, 0]] }).toArray()).toEqual([[[12, 120, 200]]]);
    expect(convTranspose1d(x, w, { stride: 2, padding: "same" }).toArray()).toEqual([[[1, 10, 102, 20]]]);
    expect(convTranspose1d(x, w, { stride: 2, padding: "same-lower" }).toArray()).toEqual([
      [[10, 102, 20, 200]],
    ]);
    expect(convTranspose1d(x, line(1, 1), { dilation: 2 }).toArray()).toEqual([[[1, 2, 1, 2]]]);
  });

  test("outputPadding's rows are computed, not filled with zeros", () => {
    const y = convTranspose1d(line(1, 2), line(1, 1, 1), { stride: 2, padding: 1, outputPadding: 1 });
    expect(y.toArray()).toEqual([[[1, 3, 2, 2]]]);
  });
});

describe("bad settings are refused by name, before any work", () => {
  const x = ones([1, 1, 8]);
  const w = ones([1, 1, 3]);
  test.each([
    [{ stride: 0 }, "conv1d: stride is 0 but must be a whole number ≥ 1"],
    [{ stride: -1 }, "conv1d: stride is -1 but must be a whole number ≥ 1"],
    [{ stride: 1.5 }, "conv1d: stride is 1.5 but must be a whole number ≥ 1"],
    [{ stride: [1, 1] }, "conv1d: stride is [1, 1] but must be a whole number ≥ 1"],
    [{ dilation: 0 }, "conv1d: dilation is 0 but must be a whole number ≥ 1"],
    [
      { padding: -1 },
      'conv1d: padding is -1 but must be a whole number ≥ 0, 1 of them, 1 [begin, end] pairs, "same", "same-lower" or "valid"',
    ],
    [{ groups: 0 }, "conv1d: groups is 0 but must be a whole number ≥ 1"],
    [{ groups: 2 }, "conv1d: groups is 2 but must divide the 1 input channels"],
    [
      { strides: 2 } as object,
      "conv1d: there is no option strides (the options are stride, padding, dilation, groups); did you mean stride?",
    ],
    [
      { dilation: 9 },
      "conv1d: window 19 (kernel 3, dilation 9) exceeds padded length 8 (8 + 0 + 0) but must fit inside it; pad 11 more or lower dilation",
    ],
  ])("%j", (options, message) => {
    expect(() => conv1d(x, w, options)).toThrow(message);
  });

  test("a size that integer division would round up to one is refused (n 4, k 3, d 2, s 2)", () => {
    expect(() => outputSize(4, { kernel: 3, dilation: 2, stride: 2 })).toThrow(
      "outputSize: window 5 (kernel 3, dilation 2) exceeds padded length 4 (4 + 0 + 0) but must fit inside it; pad 1 more or lower dilation",
    );
  });

  test("a kernel of size zero", () => {
    expect(() => conv1d(x, zeros([1, 1, 0]))).toThrow("conv1d: kernel is [0] but must be a whole number ≥ 1");
  });
});
