import { add, mul, plan, randn, sizeOf, square, type Tensor, tensor } from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  batchNorm1d,
  batchNorm2d,
  groupNorm,
  hardSigmoid,
  hardSwish,
  layerNorm,
  leakyRelu,
  linear,
  relu6,
  softmax,
} from "./index.js";
import { standardize } from "./ops/standardize.js";

const single = (x: Tensor): Tensor => x.to("float32");
const double = (shape: readonly number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });

describe("linear", () => {
  test.each(["simd", "tiles"])(
    "%s: the definition's values, for every size, with and without bias",
    (algorithm) => {
      const extent = fc.integer({ min: 1, max: 20 });
      const leading = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2 });
      fc.assert(
        fc.property(leading, extent, fc.nat(20), fc.boolean(), (lead, inputs, outputs, hasBias) => {
          const [x, w] = [double([...lead, inputs], 1), double([outputs, inputs], 2)];
          const bias = hasBias ? double([outputs], 3) : undefined;
          const exact = linear(x, w, { bias }).data;
          const y = linear(single(x), single(w), { bias: bias && single(bias), algorithm });
          y.data.forEach((value, i) => {
            if (!(Math.abs(value - exact[i]) <= 2 ** -20 * (1 + inputs))) expect(value).toBe(exact[i]);
          });
        }),
        { numRuns: 150, seed: 1 },
      );
    },
  );

  test("chosen for all but the smallest; without inputs there is nothing to multiply", () => {
    const specs = (...shapes: number[][]) => shapes.map((shape) => ({ shape, dtype: "float32" as const }));
    expect(plan(linear, specs([1, 4], [5, 4])).algorithm).toBe("definition");
    expect(plan(linear, specs([1, 512], [100, 512], [100])).algorithm).toBe("simd");
    expect(plan(linear, specs([2, 0], [3, 0])).alternatives[0].reason).toBe("there is nothing to multiply");
  });
});

test("activations in SIMD, special values included, within three roundings of the definition", () => {
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  const special = [0, -0, nan, infinity, -infinity, 1e-45, -1e-39, 3.4e38, -3.4e38, -3, 3, 6];
  const x = tensor([...special, ...randn([1001], { seed: 1 }).data]);
  for (const [op, options] of [[relu6], [hardSigmoid], [hardSwish], [leakyRelu, { slope: 0.3 }]] as const) {
    const { operation } = op;
    const params = operation.params(options ?? {}, [x]);
    const [exact, y] = [new Float32Array(x.size), new Float32Array(x.size)];
    operation.forward(params, [x.data], [exact]);
    operation.fast!.find(({ name }) => name === "simd")!.run(params, [x.data], [y]);
    y.forEach((value, i) => {
      const near = Math.abs(value - exact[i]) <= Math.max(2e-45, 3 * 2 ** -24 * Math.abs(exact[i]));
      if (!near && !Object.is(value, exact[i]))
        expect(value, `${operation.name} of ${x.data[i]}`).toBe(exact[i]);
    });
  }
});

describe("normalisations in SIMD", () => {
  /** Values far from 0, where E[x²] − E[x]² would have no digit left. */
  const shifted = (shape: readonly number[], seed: number): Tensor => add(single(double(shape, seed)), 1e4);
  const extent = fc.integer({ min: 1, max: 4 });
  const positions = fc.integer({ min: 1, max: 17 });
  const bound = 2 ** -22;

  function check(op: { operation: any }, options: object, inputs: readonly Tensor[]): void {
    const { operation } = op;
    const params = operation.params(options, inputs);
    const run = (compute: (...args: any[]) => void, data: readonly unknown[], Data: any): any[] => {
      const results = operation.outputs(params, inputs).map(({ shape }: Tensor) => new Data(sizeOf(shape)));
      compute(params, data, results);
      return results;
    };
    const simd = operation.fast.find(({ name }: { name: string }) => name === "simd");
    expect(simd.supports(params, inputs)).toBe(true);
    const data = inputs.map((input) => input.data);
    const exact = run(
      operation.forward,
      data.map((values) => Float64Array.from(values)),
      Float64Array,
    );
    const again = run(simd.run, data, Float32Array);
    run(simd.run, data, Float32Array).forEach((y, o) => {
      expect(y).toEqual(again[o]);
      y.forEach((value: number, i: number) => {
        const close = Math.abs(value - exact[o][i]) <= bound * Math.max(1, Math.abs(exact[o][i]));
        if (!close) expect(value, `output ${o}[${i}]`).toBe(exact[o][i]);
      });
    });
  }

  test("the definition's values, for every size and kind of statistics", () => {
    fc.assert(
      fc.property(fc.tuple(extent, extent, extent, positions), ([n, groups, inGroup, size]) => {
        const channels = groups * inGroup;
        const x = shifted([n, channels, size], 1);
        const [gamma, beta] = [single(double([channels], 2)), single(double([channels], 3))];
        const [mean, variance] = [shifted([channels], 4), square(single(double([channels], 5)))];
        if (n * size > 1) check(batchNorm1d, { training: true }, [x, gamma, beta]);
        check(batchNorm1d, { training: false }, [x, gamma, beta, mean, variance]);
        check(groupNorm, { groups }, [x, gamma, beta]);
        check(groupNorm, { groups }, [x, gamma]);
        check(groupNorm, { groups }, [x]);
        check(layerNorm, {}, [x, single(double([size], 6)), single(double([size], 7))]);
        for (const acrossSamples of [false, true])
          check(standardize, { view: [n, groups, inGroup, size], acrossSamples, epsilon: 1e-5 }, [x]);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("NaN spoils its channel, and no other", () => {
    const x = randn([2, 3, 9], { seed: 1 });
    const data = x.data.slice() as Float32Array;
    data[9 + 4] = Number.NaN;
    const [gamma, beta] = [tensor([1, 2, 3]), tensor([4, 5, 6])];
    const spoilt = (options: object, inputs: Tensor[]): number[] => {
      const { operation } = batchNorm1d;
      const y = new Float32Array(x.size);
      const simd = operation.fast!.find(({ name }) => name === "simd")!;
      simd.run(
        operation.params(options as never, inputs),
        inputs.map((input) => input.data),
        [y],
      );
      return [...y].flatMap((value, i) => (Number.isNaN(value) ? [Math.floor(i / 9)] : []));
    };
    const inputs = [tensor(data, x.shape), gamma, beta];
    expect([...new Set(spoilt({ training: true }, inputs))]).toEqual([1, 4]);
    expect(spoilt({ training: false }, [...inputs, beta, gamma])).toEqual([1]);
  });

  test("chosen for large ones; none where there are no values", () => {
    const specs = (...shapes: number[][]) => shapes.map((shape) => ({ shape, dtype: "float32" as const }));
    const chosen = (shape: number[]) =>
      plan(batchNorm2d, specs(shape, [shape[1]], [shape[1]]), { training: true });
    expect(chosen([2, 3, 4, 5]).algorithm).toBe("definition");
    expect(chosen([8, 64, 28, 28]).algorithm).toBe("simd");
    expect(chosen([0, 3, 4, 5]).alternatives[0].reason).toBe("there are no values");
    expect(chosen([64, 64, 224, 224]).alternatives[0].reason).toBe(
      "needs 1569 MiB of kernel memory, which holds at most 256 MiB",
    );
  });
});

test("softmax in SIMD: rows of every length, far from each other, beside infinities", () => {
  const { NEGATIVE_INFINITY: low, POSITIVE_INFINITY: high, NaN: nan } = Number;
  const rows = [
    [1000, 999.5, -1000],
    [low, 3, low],
    [high, 1, 2],
    [low, low, low],
    [nan, 0, 0],
    [0, -87, -104],
  ];
  const lengths = Array.from({ length: 19 }, (_, i) => randn([5, i + 1], { seed: i }));
  const wide = lengths.map((x) => mul(x, 20));
  for (const x of [tensor(rows), ...lengths, ...wide, randn([3, 5000], { seed: 50 })]) {
    const exact = softmax(x.to("float64")).data;
    softmax(x, { algorithm: "simd" } as never).data.forEach((value, i) => {
      const near = Math.abs(value - exact[i]) <= Math.max(2e-45, 2 ** -22 * exact[i]);
      if (!near) expect(value).toBe(exact[i]);
    });
  }
  expect(plan(softmax, [{ shape: [2, 3, 4], dtype: "float32" }], { axis: 1 }).alternatives[0].reason).toBe(
    "the axis is not the last",
  );
});
