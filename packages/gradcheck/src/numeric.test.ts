import { seededRandom } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { judge } from "./judge.js";
import { measureNoise } from "./noise.js";
import { derivatives } from "./numeric.js";
import { positionOfLargest, positionsWhere } from "./search.js";
import { firstStep, float32, float64, scalesOf } from "./step.js";

const derivative = (f: (x: number) => number, x: number) => {
  const subject = {
    value: Float64Array.of(f(x)),
    noise: new Float64Array(1),
    worstNoise: 0,
    precision: float64,
  };
  return derivatives((t) => Float64Array.of(f(x + t)), subject, Math.abs(x) || 1)[0];
};

describe("derivatives", () => {
  test.each([
    [Math.exp, 1, Math.E],
    [Math.sin, 2, Math.cos(2)],
    [Math.log, 1e-7, 1e7],
    [(x: number) => Math.sin(1000 * x), 1, 1000 * Math.cos(1000)],
    [(x: number) => x ** 3 + 1e6, 2, 12],
  ])("%s at %d, with an estimate that holds", (f, x, expected) => {
    const { value, error, kink } = derivative(f, x);
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(error);
    expect([kink, error < 1e-6 * Math.abs(expected)]).toEqual([false, true]);
  });

  test("a kink has the slopes of both sides, however curved they are", () => {
    const { kink, left, right } = derivative((x) => Math.abs(x) + 50 * x * x + 3 * x, 0);
    expect([kink, left, right]).toEqual([true, expect.closeTo(2, 6), expect.closeTo(4, 6)]);
  });
});

test("steps follow precision and magnitude, and are powers of two", () => {
  expect([firstStep(1, float64), firstStep(1, float32)]).toEqual([2 ** -10, 2 ** -5]);
  expect(firstStep(1e6, float64)).toBe(2 ** Math.round(Math.log2(1e6) - 10.4));
  expect([...scalesOf([0, 3, -4, 0])]).toEqual([2.5, 3, 4, 2.5]);
  expect([...scalesOf([0, 0])]).toEqual([1, 1]);
});

test("noise is measured, and not taken for slope", () => {
  const random = seededRandom(1);
  const noisy = (t: number): Float64Array =>
    Float64Array.of(5 * t + 1, 5 * t + 1 + 1e-9 * random.normal(), t > 0 ? 1 : 0);
  const [smooth, rough, jump] = measureNoise(noisy, float64);
  expect(smooth).toBeLessThan(1e-15);
  expect(Math.abs(Math.log10(rough / 1e-9))).toBeLessThan(0.5);
  expect(jump).toBeLessThan(1e-15);
});

test("the tolerance is relative, and absolute near 0", () => {
  const numeric = { value: 1, left: 1, right: 1, error: 1e-12, rounding: 1e-12, kink: false };
  const verdict = (gradient: number, changes = {}): string =>
    judge(gradient, { ...numeric, ...changes }, 1e-6).verdict;
  expect([verdict(1 + 9e-7), verdict(1 + 2e-6), verdict(Number.NaN)]).toEqual(["right", "wrong", "wrong"]);
  expect([verdict(9e-11, { value: 0 }), verdict(2e-10, { value: 0 })]).toEqual(["right", "wrong"]);
  expect(verdict(1.1, { error: 0.1 })).toBe("undecided");
  expect(verdict(0.2, { kink: true, left: 0, right: 1, value: 0.5 })).toBe("at a kink");
  expect(verdict(0.2, { kink: true, left: 2, right: 1, value: 1.5 })).toBe("wrong");
});

test("halving finds positions", () => {
  const wanted = [3, 4, 90];
  const holds = ([begin, end]: readonly [number, number]): boolean =>
    wanted.some((position) => position >= begin && position < end);
  expect(positionsWhere([0, 100], holds, 8)).toEqual([3, 4, 90]);
  expect(positionsWhere([0, 100], holds, 2)).toEqual([3, 4]);
  expect(positionsWhere([0, 0], holds, 2)).toEqual([]);
  expect(positionOfLargest([0, 100], ([begin, end]) => (begin <= 61 && 61 < end ? 1 : 0))).toBe(61);
});
