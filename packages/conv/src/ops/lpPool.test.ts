import { grad } from "@convkit/autograd";
import { sum, type Tensor, tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { type LpPoolOptions, lpPool1d, lpPool2d } from "../index.js";

const line = (...values: number[]): Tensor => tensor(values, [1, 1, values.length], "float64");
const gradient = (x: Tensor, options: LpPoolOptions): number[][][] =>
  grad((x: Tensor) => sum(lpPool1d(x, options)))(x).toArray();

test("F47: the norm takes |x|", () => {
  expect(lpPool1d(line(-1, 2), { kernel: 2, p: 1 }).item()).toBe(3);
  expect(lpPool1d(line(-1, -2), { kernel: 2, p: 3 }).item()).toBeCloseTo(9 ** (1 / 3), 12);
  expect(lpPool1d(line(-3, 2), { kernel: 2, p: Number.POSITIVE_INFINITY }).item()).toBe(3);
});

test("F48: the gradient is 0 where the norm is", () => {
  for (const p of [0.5, 1, 2, 3, Number.POSITIVE_INFINITY])
    expect(gradient(line(0, 0), { kernel: 2, p })).toEqual([[[0, 0]]]);
  expect(gradient(line(0, -4), { kernel: 2, p: 0.5 })).toEqual([[[0, -1]]]);
});

test("F48: so is the second derivative", () => {
  const first = grad((x: Tensor) => sum(lpPool1d(x, { kernel: 2, p: 2 })));
  const second = grad((x: Tensor) => sum(first(x)));
  expect(second(line(0, 0, 3, 4)).toArray()).toEqual([
    [[0, 0, expect.closeTo(4 / 125, 12), expect.closeTo(-3 / 125, 12)]],
  ]);
});

test("padding adds nothing", () => {
  const x = tensor([3, 4], [1, 1, 1, 2], "float64");
  expect(lpPool2d(x, { kernel: 3, stride: 2, padding: 1, p: 2 }).toArray()).toEqual([[[[5]]]]);
});

test("errors", () => {
  expect(() => lpPool1d(line(1, 2), { kernel: 2 } as never)).toThrow(
    "lpPool1d: p is missing but must be a number above 0 (1, 2, … or Infinity)",
  );
  expect(() => lpPool1d(line(1, 2), { kernel: 2, p: 0 })).toThrow(
    "lpPool1d: p is 0 but must be a number above 0 (1, 2, … or Infinity)",
  );
});
