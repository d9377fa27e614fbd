import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

describe("sizes", () => {
  const { data, layout, text } = chart.sizes({ kernel: 3, stride: 2, padding: 1, inputs: [1, 14] });

  it("steps where the line does not fit", () => {
    const [floor, exact, fits] = data as { x: number[]; y: number[] }[];
    expect(floor.y).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7]);
    expect(exact.y.slice(0, 4)).toEqual([1, 1.5, 2, 2.5]);
    expect([fits.x, fits.y]).toEqual([[1, 3, 5, 7, 9, 11, 13], [1, 2, 3, 4, 5, 6, 7]]); // biome-ignore format: pairs
    expect(text).toBe(
      "Output size: k = 3, s = 2, p = 1, d = 1. From 1 → 1 to 14 → 7; 7 of 14 inputs fit exactly.",
    );
  });

  it("has units on its axes", () => {
    const titles = ["xaxis", "yaxis"].map((name) => (layout[name] as { title: { text: string } }).title.text);
    expect(titles).toEqual(["input size i (elements)", "output size o (elements)"]);
  });

  it("begins with the first input that holds a window", () => {
    expect((chart.sizes({ kernel: 3, dilation: 2, inputs: [1, 8] }).data[0] as { x: number[] }).x).toEqual([
      5, 6, 7, 8,
    ]);
    expect(() => chart.sizes({ kernel: 5, inputs: [1, 4] })).toThrow(
      "chart.sizes: inputs is [1, 4] but a window of 5 with padding 0 needs an input of at least 5",
    );
  });
});

it("receptiveField has the known values, on a logarithmic axis", () => {
  const { data, layout, text } = chart.receptiveField({
    plain: Array(4).fill({ kernel: 3 }),
    dilated: [1, 2, 4, 8].map((dilation) => ({ kernel: 3, dilation })),
  });
  expect(data.map((trace) => trace.y)).toEqual([[1, 3, 5, 7, 9], [1, 3, 7, 15, 31]]); // biome-ignore format: two lines
  expect(data[0].line).not.toEqual(data[1].line);
  expect(layout.yaxis).toMatchObject({ type: "log", tickvals: [1, 2, 4, 8, 16, 32] });
  expect(text).toBe("Receptive field by depth. plain: 1 3 5 7 9; dilated: 1 3 7 15 31");
});

describe("bars", () => {
  it("compares with the first", () => {
    const { data, text } = chart.bars({
      title: "deconv",
      unit: "multiplications",
      counts: { all: 225, "non-zero": 36 },
    });
    expect(data[0].text).toEqual(["225", "36 (0.16×)"]);
    expect(text).toBe("deconv. all 225; non-zero 36 (0.16×)");
  });

  it("refuses what is no count", () => {
    expect(() => chart.bars({ title: "", unit: "", counts: { a: 1, b: -1 } })).toThrow(
      'chart.bars: counts["b"] is -1 but must be a number ≥ 0',
    );
    expect(() => chart.bars({ title: "", unit: "", counts: {} })).toThrow(
      "chart.bars: counts is {  } but needs one count or more",
    );
  });
});

describe("curves", () => {
  const runs = { plain: [[3, 2, 1], [5, 4, 3], [4, 6, 2]], other: [[1, 1, 1], [3, 2, 2]] }; // biome-ignore format: seeds

  it("shows the median in the band of its seeds, and how many there are", () => {
    const { data } = chart.curves({ title: "Loss", x: "step", y: "loss", runs });
    const [band, line, , second] = data as { y: number[]; name: string }[];
    expect(line).toMatchObject({ name: "plain (n = 3)", x: [1, 2, 3], y: [4, 4, 2] });
    expect(band.y).toEqual([5, 6, 3, 1, 2, 3]);
    expect(second).toMatchObject({ name: "other (n = 2)", y: [2, 1.5, 1.5] });
  });

  it("refuses seeds of different length", () => {
    const uneven = { title: "", x: "", y: "", runs: { a: [[1, 2], [1]] } };
    expect(() => chart.curves(uneven)).toThrow(
      'chart.curves: runs["a"] has a seed with 1 values but every seed needs 2',
    );
    expect(() => chart.curves({ ...uneven, runs: { a: [] } })).toThrow(
      'chart.curves: runs["a"] has no seeds but needs one or more',
    );
  });
});

it("a chart is plain JSON", () => {
  const one = chart.bars({ title: "t", unit: "n", counts: { a: 1 } });
  expect(Object.keys(JSON.parse(JSON.stringify(one)))).toEqual(["data", "layout", "text"]);
});

it("gradientCheck names the best steps of a V", () => {
  const steps = Array.from({ length: 61 }, (_, i) => 10 ** (-i / 4));
  const numeric = (f: (h: number) => number): number[] => steps.map((h) => Math.abs(f(h) - Math.E) / Math.E);
  const { data, text } = chart.gradientCheck({
    steps,
    central: numeric((h) => (Math.exp(1 + h) - Math.exp(1 - h)) / (2 * h)),
    forward: numeric((h) => (Math.exp(1 + h) - Math.exp(1)) / h),
  });
  expect(data.map(({ name }) => name)).toEqual([
    "central differences",
    "forward differences",
    "h²",
    "h",
    "ε/h",
  ]);
  const [, central, forward] = /Central best at h = (\S+) .*forward best at h = (\S+) /.exec(text)!;
  // The textbook optima: about 6e-6 and 1.5e-8.
  expect(Math.abs(Math.log10(Number(central) / 6e-6))).toBeLessThan(1);
  expect(Math.abs(Math.log10(Number(forward) / 1.5e-8))).toBeLessThan(1);
});

it("gradientCheck draws a kink where one is given", () => {
  const errors = { steps: [1e-1, 1e-3], central: [1e-3, 1e-7], forward: [1e-1, 1e-3] };
  const names = chart.gradientCheck({ ...errors, kink: [1, 0] }).data.map(({ name, y }) => [name, y]);
  expect(names[2]).toEqual(["central, next to a kink", [1, null]]);
});
