import {
  type Call,
  type HasOperation,
  plan,
  randn,
  type Tensor,
  tensor,
  withInterpreter,
} from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as c from "./index.js";

const axis = fc.record({
  size: fc.integer({ min: 1, max: 17 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 4 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  begin: fc.integer({ min: 0, max: 3 }),
  end: fc.integer({ min: 0, max: 3 }),
});
const settings = fc.record({
  axes: fc.array(axis, { minLength: 1, maxLength: 3 }),
  batch: fc.integer({ min: 0, max: 2 }),
  channels: fc.integer({ min: 0, max: 10 }),
  ceilMode: fc.boolean(),
});
type Settings = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const optionsOf = ({ axes, ceilMode }: Settings) => ({
  kernel: axes.map(({ kernel }) => kernel),
  stride: axes.map(({ stride }) => stride),
  dilation: axes.map(({ dilation }) => dilation),
  padding: axes.map(({ begin, end }) => [begin, end] as const),
  ceilMode,
});
const shapeOf = ({ batch, channels, axes }: Settings): number[] => [
  batch,
  channels,
  ...axes.map(({ size }) => size),
];
/** Leaves out windows over padding alone. */
function applied(pool: () => Tensor): Tensor | undefined {
  try {
    return pool();
  } catch {
    return undefined;
  }
}

const specials = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1, -1, 2];
const special = (shape: number[], seed: number): Tensor =>
  tensor(
    randn(shape, { seed }).data.map((value) => specials[Math.abs(Math.round(value * 1e4)) % 8]),
    shape,
    "float32",
  );

const expectSame = (actual: Tensor, expected: Tensor): void => {
  expect(actual.shape).toEqual(expected.shape);
  expect([...actual.data]).toEqual([...expected.data]);
};

const normal = (shape: number[], seed: number): Tensor => randn(shape, { seed });

const expectNear = (actual: Tensor, exact: Tensor): void => {
  expect(actual.shape).toEqual(exact.shape);
  actual.data.forEach((value, i) => {
    if (!(Math.abs(value - exact.data[i]) <= 4e-5)) expect(value).toBe(exact.data[i]);
  });
};

/** The gradient of x by "simd" and by the definition, from one gradient of the result. */
function bothGradients<Options>(
  { operation }: HasOperation<Options>,
  options: Options,
  x: Tensor,
  dy: Tensor,
): Tensor[] {
  const params = operation.params(options, [x]);
  let call: Call | undefined;
  const recorder = {
    name: "recorder",
    apply(made: Call, next: (made: Call) => Tensor[]) {
      call = made;
      return next(made);
    },
  };
  withInterpreter(recorder, () =>
    operation.vjp(params, { inputs: [x], outputs: [], dy: [dy], wanted: [true] }),
  );
  const { operation: gradient, params: same, inputs } = call!;
  const [simd] = gradient.fast!;
  expect(simd.supports(same, inputs)).toBe(true);
  return [simd.run, gradient.forward].map((compute) => {
    const dx = new Float32Array(x.size);
    compute(
      same,
      inputs.map(({ data }) => data),
      [dx],
    );
    return tensor(dx, x.shape);
  });
}

describe("simd pools as the definition says, for any settings", () => {
  test("the maximum, NaN, infinities and signed zeros included", () => {
    const pools = [c.maxPool1d, c.maxPool2d, c.maxPool3d];
    fc.assert(
      fc.property(settings, fc.integer({ min: 1, max: 9 }), (all, seed) => {
        const pool = pools[all.axes.length - 1];
        for (const x of [special(shapeOf(all), seed), randn(shapeOf(all), { seed })]) {
          const exact = applied(() => pool(x, { ...optionsOf(all), algorithm: "definition" }));
          fc.pre(exact !== undefined);
          expectSame(pool(x, { ...optionsOf(all), algorithm: "simd" }), exact!);
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("the mean, for every divisor", () => {
    const pools = [c.avgPool1d, c.avgPool2d, c.avgPool3d];
    const divisors = fc.constantFrom({}, { countIncludePad: false }, { divisor: 2.5 });
    fc.assert(
      fc.property(settings, divisors, fc.integer({ min: 1, max: 9 }), (all, divisor, seed) => {
        const pool = pools[all.axes.length - 1];
        const options = { ...optionsOf(all), ...divisor };
        const x = randn(shapeOf(all), { seed });
        const exact = applied(() => pool(x.to("float64"), options));
        fc.pre(exact !== undefined);
        const y = pool(x, { ...options, algorithm: "simd" });
        expect(y.shape).toEqual(exact!.shape);
        y.data.forEach((value, i) => {
          if (!(Math.abs(value - exact!.data[i]) <= 4e-5)) expect(value).toBe(exact!.data[i]);
        });
        const odd = special(shapeOf(all), seed);
        const expected = pool(odd, { ...options, algorithm: "definition" });
        pool(odd, { ...options, algorithm: "simd" }).data.forEach((value, i) => {
          const finite = Number.isFinite(expected.data[i]);
          if (!finite || !(Math.abs(value - expected.data[i]) <= 4e-5)) expect(value).toBe(expected.data[i]);
        });
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("the gradients, of the first maxima and of means", () => {
    const divisors = fc.constantFrom({}, { countIncludePad: false }, { divisor: 2.5 });
    const seeds = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(settings, divisors, seeds, fc.boolean(), (all, divisor, seed, odd) => {
        const rank = all.axes.length - 1;
        const x = (odd ? special : normal)(shapeOf(all), seed);
        const max = [c.maxPool1d, c.maxPool2d, c.maxPool3d][rank];
        const avg = [c.avgPool1d, c.avgPool2d, c.avgPool3d][rank];
        const y = applied(() => max(x, { ...optionsOf(all), algorithm: "definition" }));
        fc.pre(y !== undefined);
        const dy = randn(y!.shape, { seed: seed + 10 });
        for (const [actual, exact] of [
          bothGradients(max, optionsOf(all), x, dy),
          bothGradients(avg, { ...optionsOf(all), ...divisor }, x, dy),
        ])
          expectNear(actual, exact);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test("regions of equal size, and not others", () => {
    const x = randn([2, 3, 6, 8], { seed: 1 });
    for (const pool of [c.adaptiveMaxPool, c.adaptiveAvgPool]) {
      const options = { outputSize: [3, 2] };
      const [y, exact] = ["simd", "definition"].map((algorithm) => pool(x, { ...options, algorithm }));
      expect(y.shape).toEqual([2, 3, 3, 2]);
      y.data.forEach((value, i) => {
        expect(value).toBeCloseTo(exact.data[i], 6);
      });
      expect(plan(pool, [x], { outputSize: 4 }).alternatives[0].reason).toBe("its regions differ in size");
    }
  });
});

test("small planes are left to the definition, larger ones are not", () => {
  const float32 = (...shape: number[]) => ({ shape, dtype: "float32" as const });
  expect(plan(c.maxPool2d, [float32(1, 1, 4, 4)], { kernel: 2 }).algorithm).toBe("definition");
  expect(plan(c.maxPool2d, [float32(1, 64, 112, 112)], { kernel: 3, stride: 2 }).algorithm).toBe("simd");
  expect(plan(c.avgPool2d, [float32(1, 64, 7, 7)], { kernel: 7 }).algorithm).toBe("simd");
});

test("windows of very many elements are refused, of any size at once", () => {
  const long = { shape: [1, 1, 2 ** 30], dtype: "float32" as const };
  expect(plan(c.maxPool1d, [long], { kernel: 5000, stride: 2 ** 30 }).alternatives[0].reason).toBe(
    "5000 elements lie under a window, more than 4096",
  );
});
