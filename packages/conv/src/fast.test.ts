import { plan, randn, type Tensor, tensor } from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as c from "./index.js";

const axis = fc.record({
  size: fc.integer({ min: 1, max: 9 }),
  kernel: fc.integer({ min: 1, max: 3 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 3 }),
  begin: fc.integer({ min: 0, max: 3 }),
  end: fc.integer({ min: 0, max: 3 }),
});
const fits = (a: { size: number; kernel: number; dilation: number; begin: number; end: number }): boolean =>
  a.size + a.begin + a.end > a.dilation * (a.kernel - 1);
const settings = fc.record({
  axes: fc.array(axis.filter(fits), { minLength: 1, maxLength: 3 }),
  batch: fc.integer({ min: 0, max: 2 }),
  groups: fc.integer({ min: 1, max: 3 }),
  inGroup: fc.integer({ min: 1, max: 5 }),
  outGroup: fc.integer({ min: 1, max: 6 }),
  bias: fc.boolean(),
});
const convs = [c.conv1d, c.conv2d, c.conv3d];
const transposed = [c.convTranspose1d, c.convTranspose2d, c.convTranspose3d];
const weightGrads = [c.conv1dWeightGrad, c.conv2dWeightGrad, c.conv3dWeightGrad];

/** Equal within the rounding of `depth` float32 sums of values near 1. */
function expectNear(actual: Tensor, exact: Tensor, depth: number): void {
  expect(actual.shape).toEqual(exact.shape);
  const bound = 2 ** -23 * 8 * (1 + depth);
  actual.data.forEach((value, i) => {
    if (!(Math.abs(value - exact.data[i]) <= bound)) expect(value).toBe(exact.data[i]);
  });
}

const algorithms = ["simd", "simd-depthwise", "tiles", "direct"];

describe.each(algorithms)("%s computes what the definition says, for any settings", (algorithm) => {
  test("output, input gradient and weight gradient", () => {
    fc.assert(
      fc.property(settings, ({ axes, batch, groups, inGroup, outGroup, bias }) => {
        const rank = axes.length - 1;
        const options = {
          stride: axes.map(({ stride }) => stride),
          dilation: axes.map(({ dilation }) => dilation),
          padding: axes.map(({ begin, end }) => [begin, end] as const),
          groups,
        };
        const size = axes.map(({ size }) => size);
        const make = (shape: number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });
        const x = make([batch, groups * inGroup, ...size], 1);
        const w = make([groups * outGroup, inGroup, ...axes.map(({ kernel }) => kernel)], 2);
        const b = bias ? make([groups * outGroup], 3) : undefined;
        const single = (t: Tensor): Tensor => t.to("float32");
        const depth = w.size + x.size;

        const y = convs[rank](x, w, { ...options, bias: b });
        expectNear(
          convs[rank](single(x), single(w), { ...options, bias: b && single(b), algorithm }),
          y,
          depth,
        );

        const back = { ...options, outputSize: size };
        const bX = bias ? make([groups * inGroup], 4) : undefined;
        expectNear(
          transposed[rank](single(y), single(w), { ...back, bias: bX && single(bX), algorithm }),
          transposed[rank](single(y).to("float64"), w, { ...back, bias: bX }),
          depth * 30,
        );

        const geometry = convs[rank].operation.params(options, [x, w]);
        const wanted = weightGrads[rank].operation.fast!.find(({ name }) => name === algorithm)!;
        const exact = weightGrads[rank](x, y, geometry);
        const dw = new Float32Array(w.size);
        wanted.run(geometry, [single(x).data, single(y).data], [dw]);
        expectNear(tensor(dw, w.shape), exact, depth * 30);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

describe.each(["winograd4x4", "winograd2x2"])("%s computes what the definition says", (algorithm) => {
  const axis = fc.record({
    size: fc.integer({ min: 1, max: 20 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    begin: fc.integer({ min: 0, max: 5 }),
    end: fc.integer({ min: 0, max: 5 }),
  });
  const kernels = algorithm === "winograd4x4" ? [3] : [3, 5];

  test("output and both gradients, for every size, padding, dilation and group", () => {
    fc.assert(
      fc.property(
        fc.tuple(axis, axis),
        fc.constantFrom(...kernels),
        fc.record({
          batch: fc.integer({ min: 0, max: 2 }),
          groups: fc.integer({ min: 1, max: 2 }),
          inGroup: fc.integer({ min: 1, max: 9 }),
          outGroup: fc.integer({ min: 1, max: 9 }),
        }),
        (axes, kernel, { batch, groups, inGroup, outGroup }) => {
          fc.pre(axes.every((one) => fits({ ...one, kernel })));
          const options = {
            dilation: axes.map(({ dilation }) => dilation),
            padding: axes.map(({ begin, end }) => [begin, end] as const),
            groups,
          };
          const size = axes.map((one) => one.size);
          const make = (shape: number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });
          const x = make([batch, groups * inGroup, ...size], 1);
          const w = make([groups * outGroup, inGroup, kernel, kernel], 2);
          const [b, bX] = [make([groups * outGroup], 3), make([groups * inGroup], 4)];
          const single = (t: Tensor): Tensor => t.to("float32");
          const y = c.conv2d(x, w, { ...options, bias: b });
          expectNear(c.conv2d(single(x), single(w), { ...options, bias: single(b), algorithm }), y, w.size);
          const back = { ...options, outputSize: size };
          expectNear(
            c.convTranspose2d(single(y), single(w), { ...back, bias: single(bX), algorithm }),
            c.convTranspose2d(single(y).to("float64"), w, { ...back, bias: bX }),
            w.size * 30,
          );
          const geometry = c.conv2d.operation.params(options, [x, w]);
          const wanted = c.conv2dWeightGrad.operation.fast!.find(({ name }) => name === algorithm)!;
          const dw = new Float32Array(w.size);
          wanted.run(geometry, [single(x).data, single(y).data], [dw]);
          expectNear(tensor(dw, w.shape), c.conv2dWeightGrad(x, y, geometry), (w.size + x.size) * 30);
        },
      ),
      { numRuns: 120, seed: 1 },
    );
  });

  test("says where it does not apply", () => {
    const made = plan(c.conv2d, [float32(1, 2, 9, 9), float32(3, 2, 3, 3)], { stride: 2 });
    expect(made.alternatives.find((one) => one.algorithm === algorithm)?.reason).toBe("the stride is not 1");
    expect(() =>
      c.conv2d(randn([1, 2, 9, 9], { seed: 1 }), randn([3, 2, 3, 2], { seed: 1 }), { algorithm }),
    ).toThrow(
      `conv2d: algorithm is "${algorithm}" but it cannot be used: the kernel is not ${kernels.map((k) => `${k} × ${k}`).join(" or ")}`,
    );
  });
});

const float32 = (...shape: number[]) => ({ shape, dtype: "float32" as const });

describe("the choice", () => {
  test("the least predicted time; one may be forbidden", () => {
    const dense = plan(c.conv2d, [float32(1, 64, 56, 56), float32(64, 64, 3, 3)], { padding: 1 });
    expect(dense.algorithm).toBe("winograd4x4");
    expect(dense.alternatives.map(({ algorithm }) => algorithm)).toEqual([
      "simd",
      "simd-depthwise",
      "winograd2x2",
      "tiles",
      "direct",
      "definition",
    ]);
    const depthwise = {
      padding: 1,
      groups: 64,
      algorithm: { not: ["simd", "simd-depthwise", "winograd4x4", "winograd2x2"] },
    };
    expect(plan(c.conv2d, [float32(1, 64, 56, 56), float32(64, 1, 3, 3)], depthwise).algorithm).toBe(
      "direct",
    );
  });

  test.each<[string, number[], number[], object]>([
    ["winograd4x4", [64, 56], [64, 64, 3], { padding: 1 }],
    ["winograd4x4", [256, 28], [256, 256, 3], { padding: 2, dilation: 2 }],
    ["winograd2x2", [32, 28], [64, 32, 5], { padding: 2 }],
    ["winograd2x2", [512, 7], [512, 512, 3], { padding: 1 }],
    ["winograd4x4", [256, 14], [256, 256, 3], { padding: 1 }],
    ["simd", [3, 56], [64, 3, 3], { padding: 1 }],
    ["simd", [256, 56], [64, 256, 1], {}],
    ["simd", [512, 7], [2048, 512, 1], {}],
    ["simd", [128, 56], [128, 128, 3], { padding: 1, stride: 2 }],
    ["simd-depthwise", [256, 28], [256, 1, 3], { padding: 1, groups: 256 }],
    ["simd-depthwise", [128, 56], [128, 4, 3], { padding: 1, groups: 32 }],
  ])("%s for %j by %j with %j, as measured", (algorithm, [channels, size], [out, inGroup, k], options) => {
    const specs = [float32(1, channels, size, size), float32(out, inGroup, k, k)];
    expect(plan(c.conv2d, specs, options).algorithm).toBe(algorithm);
  });

  test("is told for shapes of any size at once", () => {
    const long = plan(c.conv2d, [float32(1, 1, 3, 2 ** 31 - 1), float32(1, 1, 3, 3)]);
    expect(long.algorithm).toBe("direct");
    expect(long.alternatives.find(({ algorithm }) => algorithm === "simd")?.reason).toMatch(
      /^needs \d+ MiB of kernel memory, which holds at most 256 MiB$/,
    );
  });

  test("unshared weights are left to the definition, with the reason", () => {
    const made = plan(c.locallyConnected2d, [float32(1, 2, 5, 5), float32(3, 3, 4, 2, 3, 3)]);
    expect(made.algorithm).toBe("definition");
    expect(made.alternatives[0]).toEqual({ algorithm: "simd", reason: "weights differ at every position" });
  });
});

test("a value that is not finite reaches only the outputs whose windows read it", () => {
  const x = randn([1, 2, 8, 8], { seed: 1 });
  const data = x.data.slice() as Float32Array;
  data[0] = Number.NaN;
  for (const algorithm of [...algorithms, "winograd4x4", "winograd2x2"]) {
    const y = c.conv2d(tensor(data, x.shape), randn([5, 2, 3, 3], { seed: 2 }), { padding: 1, algorithm });
    const spoilt = [...y.data].flatMap((value, at) => (Number.isNaN(value) ? [at % 64] : []));
    expect([...new Set(spoilt)]).toEqual([0, 1, 8, 9]);
  }
});

test("a result that no array can hold is refused by its bytes, before a way to compute it is looked for", () => {
  expect(() => c.conv2d(randn([1, 1, 10, 10]), randn([1, 1, 3, 3]), { padding: 1e9 })).toThrow(
    "conv2d: result needs 4000000032000000000 float32 elements",
  );
});

test.each([...algorithms, "winograd4x4", "winograd2x2"])(
  "%s: no samples, or channels, or filters",
  (algorithm) => {
    for (const [n, channels, filters] of [
      [0, 2, 3],
      [1, 0, 3],
      [1, 2, 0],
    ]) {
      const [x, w] = [randn([n, channels, 5, 5], { seed: 1 }), randn([filters, channels, 3, 3], { seed: 2 })];
      const bias = tensor(Float32Array.from({ length: filters }, (_, i) => i + 1));
      // Arena and result must not show what earlier calls left.
      c.conv2d(randn([1, 2, 9, 9], { seed: 3 }), randn([4, 2, 3, 3], { seed: 4 }), { algorithm });
      expect([...c.conv2d(x, w, { bias, algorithm }).data]).toEqual([
        ...c.conv2d(x, w, { bias, algorithm: "definition" }).data,
      ]);
      const y = randn([n, filters, 3, 3], { seed: 5 });
      expect([...c.convTranspose2d(y, w, { algorithm }).data]).toEqual([
        ...c.convTranspose2d(y, w, { algorithm: "definition" }).data,
      ]);
    }
  },
);

test.each([...algorithms, "winograd4x4", "winograd2x2"])("%s: values below 2⁻¹²⁶ are kept", (algorithm) => {
  const least = 2 ** -149;
  const x = tensor(
    Float32Array.from({ length: 64 }, (_, i) => (i - 30) * 2 ** 12 * least),
    [1, 1, 8, 8],
  );
  const centre = tensor([
    [
      [
        [0, 0, 0],
        [0, 1, 0],
        [0, 0, 0],
      ],
    ],
  ]);
  const y = c.conv2d(x, centre, { padding: 1, algorithm });
  y.data.forEach((value, i) => {
    expect(Math.abs(value - x.data[i])).toBeLessThanOrEqual(64 * least);
  });
});
