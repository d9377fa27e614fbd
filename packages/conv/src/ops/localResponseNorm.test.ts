import { ones, type Tensor, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { type LocalResponseNormOptions, localResponseNorm } from "../index.js";

/** Values at one position of neighbouring maps. */
const maps = (...values: number[]): Tensor => tensor(values, [1, values.length, 1], "float64");
const close = (x: Tensor, options: LocalResponseNormOptions, expected: number[]): void =>
  expect([...localResponseNorm(x, options).data]).toEqual(expected.map((value) => expect.closeTo(value, 5)));

test("F58: alpha is divided by the size, also at the border", () => {
  close(maps(1, 1, 1), { size: 3, alpha: 3, beta: 1, k: 0 }, [1 / 2, 1 / 3, 1 / 2]);
  close(maps(1, 1, 1), { size: 3, alpha: 3, beta: 1, k: 0, alphaOf: "sum" }, [1 / 6, 1 / 9, 1 / 6]);
});

test("F58: loops over maps, not over samples", () => {
  const x = tensor([1, 2, 1, 3], [2, 2, 1], "float64");
  close(x, { size: 3, alpha: 3, beta: 1, k: 0 }, [1 / 5, 2 / 5, 1 / 10, 3 / 10]);
});

test("F60: with an even size one more before (PyTorch), or as told (ONNX)", () => {
  const options = { size: 2, alpha: 2, beta: 1, k: 0 };
  close(maps(1, 2, 3), options, [1, 0.4, 0.23077]);
  close(maps(1, 2, 3), { ...options, neighbours: [0, 1] }, [0.2, 0.15385, 0.33333]);
});

test("the paper's numbers: k 2, n 5, α 1e-4 of the sum, β 0.75", () => {
  const x = maps(10, 20, 30, 40, 50, 60);
  const sums = [1400, 3000, 5500, 9000, 8600, 7700];
  close(
    x,
    { size: 5, alpha: 1e-4, beta: 0.75, k: 2, alphaOf: "sum" },
    sums.map((sum, i) => (10 * (i + 1)) / (2 + 1e-4 * sum) ** 0.75),
  );
});

test("within a map: the window's whole size divides, at the border too", () => {
  const x = ones([1, 2, 2, 3], "float64");
  const options = { size: 3, alpha: 9, beta: 1, k: 0, over: "positions" } as const;
  close(
    x,
    options,
    [4, 6, 4, 4, 6, 4, 4, 6, 4, 4, 6, 4].map((count) => 1 / count),
  );
  close(
    x,
    { ...options, alphaOf: "sum", alpha: 1 },
    [4, 6, 4, 4, 6, 4, 4, 6, 4, 4, 6, 4].map((count) => 1 / count),
  );
});

test("errors", () => {
  const run = (options: object) => () => localResponseNorm(maps(1, 2), options as LocalResponseNormOptions);
  expect(run({})).toThrow("localResponseNorm: size is missing but must be a whole number ≥ 1");
  expect(run({ size: 2, over: "channels" })).toThrow(
    'localResponseNorm: over is "channels" but must be "maps" or "positions"',
  );
  expect(run({ size: 2, alphaOf: 1 })).toThrow('localResponseNorm: alphaOf is 1 but must be "mean" or "sum"');
  expect(run({ size: 3, neighbours: [2, 1] })).toThrow(
    "localResponseNorm: neighbours is [2, 1] but must be [before, after] with 2 in all, for size 3",
  );
  expect(run({ size: 3, alpha: "1" })).toThrow('localResponseNorm: alpha is "1" but must be a number');
});
