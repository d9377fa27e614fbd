import { tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import {
  elu,
  erf,
  gelu,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  relu6,
  sigmoid,
  silu,
  softplus,
} from "../index.js";

const at = (f: typeof sigmoid, ...values: number[]): number[] => [
  ...f(tensor(values, undefined, "float64")).data,
];

// Abramowitz & Stegun 1964, table 7.1, and erfc(4) and erfc(5) to the digits of table 7.3.
test("erf has its published values", () => {
  expect(at(erf, 0.5, 1, 1.5, 2, -1)).toEqual(
    [0.5204998778, 0.8427007929, 0.9661051465, 0.9953222650189527, -0.8427007929].map((y) =>
      expect.closeTo(y, 10),
    ),
  );
  expect(1 - at(erf, 4)[0]).toBeCloseTo(1.541726e-8, 13);
});

test("erf is smooth where its two formulas meet", () => {
  const h = 1e-3;
  const [a, b, c] = at(erf, 2.5 - h, 2.5, 2.5 + h);
  const slope = (2 / Math.sqrt(Math.PI)) * Math.exp(-6.25);
  expect((c - a) / (2 * h)).toBeCloseTo(slope, 7);
  expect((a - 2 * b + c) / (h * h)).toBeCloseTo(-5 * slope, 5);
});

test("gelu keeps its digits far below 0", () => {
  // −10·Φ(−10), Φ(−10) = 7.61985302416e-24
  expect(at(gelu, -10)[0] / -7.61985302416e-23).toBeCloseTo(1, 11);
  expect(gelu(tensor([1], undefined, "float64"), { approximate: "tanh" }).item()).toBeCloseTo(0.841192, 6);
});

test("nothing overflows at the ends of the range", () => {
  const { MAX_VALUE: big } = Number;
  expect(at(sigmoid, -big, big)).toEqual([0, 1]);
  expect(at(softplus, -big, big)).toEqual([0, big]);
  expect(at(silu, big)).toEqual([big]);
  expect(at(elu, -big)).toEqual([-1]);
  expect(at(erf, -big, big)).toEqual([-1, 1]);
  expect(at(hardSwish, -big)).toEqual([-0]);
});

test("NaN stays NaN", () => {
  for (const f of [elu, erf, gelu, hardSigmoid, hardSwish, leakyRelu, relu6, sigmoid, silu, softplus])
    expect(at(f, Number.NaN)).toEqual([Number.NaN]);
});

describe("errors", () => {
  const x = tensor([1]);
  test.each([
    [() => leakyRelu(x, { slope: "a" as never }), 'leakyRelu: slope is "a" but must be a number'],
    [
      () => leakyRelu(x, { alpha: 1 } as never),
      "leakyRelu: there is no option alpha (the options are slope)",
    ],
    [
      () => gelu(x, { approximate: "erf" as never }),
      'gelu: approximate is "erf" but must be "none" or "tanh"',
    ],
    [
      () => elu(x.to("int32")),
      'elu: x is int32 but must be float32 or float64; convert it with .to("float32")',
    ],
  ])("%#", (f, message) => {
    expect(f).toThrow(message);
  });
});
