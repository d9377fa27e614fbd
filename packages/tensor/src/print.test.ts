import { inspect } from "node:util";
import { expect, test } from "vitest";
import { arange, randn, tensor, zeros } from "./create.js";
import { transpose } from "./ops/transpose.js";
import { trace } from "./trace.js";

test("scalar, vector, matrix", () => {
  expect(String(tensor(2.5))).toMatchInlineSnapshot(`"tensor([], float32) 2.5"`);
  expect(String(tensor([1, -2, 3]))).toMatchInlineSnapshot(`
    "tensor([3], float32)
    [ 1, -2,  3]"
  `);
  expect(
    String(
      tensor([
        [1, 20.5],
        [300, 4],
      ]),
    ),
  ).toMatchInlineSnapshot(`
    "tensor([2, 2], float32)
    [[   1, 20.5],
     [ 300,    4]]"
  `);
});

test("a blank line between matrices", () => {
  expect(String(arange([2, 2, 2], "int32"))).toMatchInlineSnapshot(`
    "tensor([2, 2, 2], int32)
    [[[0, 1],
      [2, 3]],

     [[4, 5],
      [6, 7]]]"
  `);
});

test("the middle of long axes is left out", () => {
  expect(String(arange([100]))).toMatchInlineSnapshot(`
    "tensor([100], float32)
    [ 0,  1,  2, …, 97, 98, 99]"
  `);
  expect(String(arange([9, 9]))).toMatchInlineSnapshot(`
    "tensor([9, 9], float32)
    [[ 0,  1,  2, …,  6,  7,  8],
     [ 9, 10, 11, …, 15, 16, 17],
     [18, 19, 20, …, 24, 25, 26],
     …,
     [54, 55, 56, …, 60, 61, 62],
     [63, 64, 65, …, 69, 70, 71],
     [72, 73, 74, …, 78, 79, 80]]"
  `);
});

test("no float noise, and extreme magnitudes by exponent", () => {
  expect(String(tensor([0.1, 1 / 3, 123456.789, 16777216]))).toMatchInlineSnapshot(`
    "tensor([4], float32)
    [      0.1,    0.3333,    123457, 1.6777e+7]"
  `);
  expect(String(tensor([0.1 + 0.2, 1e-9, 6.02e23, 0], [4], "float64"))).toMatchInlineSnapshot(`
    "tensor([4], float64)
    [       0.3,  1.0000e-9, 6.0200e+23,          0]"
  `);
  expect(String(tensor([Number.NaN, Number.NEGATIVE_INFINITY, -0.5]))).toMatchInlineSnapshot(`
    "tensor([3], float32)
    [      NaN, -Infinity,      -0.5]"
  `);
});

test("without elements", () => {
  expect(String(zeros([0]))).toMatchInlineSnapshot(`"tensor([0], float32) []"`);
  expect(String(zeros([2, 0, 3]))).toMatchInlineSnapshot(`"tensor([2, 0, 3], float32) []"`);
});

test("Node's console shows the same text", () => {
  const x = randn([2, 2], { seed: 1 });
  expect(inspect(x)).toBe(String(x));
});

test("a traced tensor has no values to print", () => {
  const spec = { shape: [2, 3], dtype: "float32" } as const;
  expect(String(trace((x) => transpose(x), [spec]).outputs[0])).toMatchInlineSnapshot(
    `"tensor([3, 2], float32) (traced: no values)"`,
  );
});
