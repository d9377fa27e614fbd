import { describe, expect, test } from "vitest";
import { rand, randn } from "./create.js";
import { seededRandom } from "./random.js";

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

test("the first values of a seed are fixed for all time", () => {
  const random = seededRandom(1);
  expect([random.uniform(), random.normal(), random.normal(), random.integer(10)]).toMatchInlineSnapshot(`
    [
      0.13342684879899025,
      0.8730662305110862,
      1.4490874660399382,
      5,
    ]
  `);
  expect(Array.from(randn([3], { seed: 7, dtype: "float64" }).data)).toMatchInlineSnapshot(`
    [
      -0.11259630372409916,
      -0.186330353848884,
      -1.4095807659522102,
    ]
  `);
});

test("same seed, same values; another seed, others; large and negative seeds differ too", () => {
  const first = (seed: number): number => seededRandom(seed).uniform();
  expect(first(5)).toBe(first(5));
  const seeds = [0, 1, 2, -1, 2 ** 32, 2 ** 40 + 1];
  expect(new Set(seeds.map(first)).size).toBe(seeds.length);
});

describe("moments of 100 000 values", () => {
  const size = 100_000;

  test("uniform: mean 1/2, variance 1/12", () => {
    const { data } = rand([size], { seed: 3, dtype: "float64" });
    const m = mean(data);
    expect(Math.abs(m - 0.5)).toBeLessThan(4 / Math.sqrt(12 * size));
    expect(mean(data.map((x) => (x - m) ** 2))).toBeCloseTo(1 / 12, 3);
    expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...data)).toBeLessThan(1);
  });

  test("normal: mean 0, variance 1, skewness 0, kurtosis 3", () => {
    const { data } = randn([size], { seed: 4, dtype: "float64" });
    const moment = (power: number): number => mean(data.map((x) => x ** power));
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(size));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / size));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / size));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / size));
  });

  test("neighbours are uncorrelated", () => {
    const { data } = randn([size], { seed: 5, dtype: "float64" });
    expect(Math.abs(mean(data.subarray(1).map((x, i) => x * data[i])))).toBeLessThan(4 / Math.sqrt(size));
  });
});

test("integers cover 0 to n − 1 about equally", () => {
  const random = seededRandom(6);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) counts[random.integer(5)]++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(4 * Math.sqrt(1600));
});

test("int32 takes whole numbers from low to high − 1", () => {
  const { data, dtype } = rand([1000], { seed: 8, dtype: "int32", low: -2, high: 3 });
  expect(dtype).toBe("int32");
  expect([...new Set(data)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
});

test("refuses other seeds, options and int32 normals", () => {
  expect(() => seededRandom(1.5)).toThrowErrorMatchingInlineSnapshot(
    `[OptionError: seededRandom: seed is 1.5 but must be a whole number]`,
  );
  expect(() => randn([2], { Seed: 1 } as never)).toThrowErrorMatchingInlineSnapshot(
    `[OptionError: randn: there is no option Seed (the options are seed, dtype); did you mean seed?]`,
  );
  expect(() => randn([2], { dtype: "int32" })).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: randn: dtype is int32 but must be float32 or float64; convert it with .to("float32")]`,
  );
});
