import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as t from "./index.js";
import { plan, randn, type Tensor, tensor } from "./index.js";

/** The float32 result of the implementation of this name, whatever would be chosen. */
function forced(op: t.HasOperation, name: string, options: object, inputs: readonly Tensor[]): Float32Array {
  const { operation } = op;
  const params = operation.params(options, inputs);
  const [{ shape }] = operation.outputs(params, inputs);
  const implementation = operation.fast!.find((one) => one.name === name)!;
  expect(implementation.supports(params, inputs)).toBe(true);
  const y = new Float32Array(t.sizeOf(shape));
  implementation.run(
    params,
    inputs.map(({ data }) => data),
    [y],
  );
  return y;
}

const single = (x: Tensor): Tensor => x.to("float32");
const double = (shape: readonly number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });
const specs = (...shapes: number[][]): t.Spec[] => shapes.map((shape) => ({ shape, dtype: "float32" }));

describe("element-wise in SIMD", () => {
  const unary = [t.neg, t.abs, t.square, t.relu, t.sqrt];
  const binary = [t.add, t.sub, t.mul, t.div, t.maximum, t.minimum, t.greater, t.less, t.equal];

  test("the same bits as the definition, special values included", () => {
    const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
    const values = [0, -0, 1, -2.5, nan, infinity, -infinity, 1e-45, -1e-39, 3e38, 0.1];
    const every = tensor(
      values.flatMap((value) => values.map(() => value)),
      [11, 11],
    );
    const each = t.transpose(every);
    for (const op of unary) expect(forced(op, "simd", {}, [every])).toEqual(op(every).data);
    for (const op of binary) expect(forced(op, "simd", {}, [every, each])).toEqual(op(every, each).data);
  });

  test("with operands stretched along any axes", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.nat(15), fc.nat(15), fc.constantFrom(...binary), (shape, one, two, op) => {
        const kept = (mask: number): number[] =>
          shape.map((extent, axis) => ((mask >> axis) & 1 ? 1 : extent));
        const [a, b] = [single(double(kept(one), 1)), single(double(kept(two), 2))];
        const y = op(a.to("float64"), b.to("float64"));
        expect(forced(op, "simd", {}, [a, b])).toEqual(single(y).data);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("chosen for long arrays only", () => {
    expect(plan(t.add, specs([100], [100])).algorithm).toBe("definition");
    expect(plan(t.add, specs([8, 64, 56, 56], [64, 1, 1])).algorithm).toBe("simd");
  });
});

describe("copies in SIMD", () => {
  const x = single(double([3, 5, 2, 7], 1));
  const each: [string, t.HasOperation, object, Tensor[], (...inputs: Tensor[]) => Tensor][] = [
    ["transpose", t.transpose, { permutation: [2, 0, 3, 1] }, [x], (a) => t.transpose(a, [2, 0, 3, 1])],
    [
      "slice",
      t.slice,
      { begin: [1, 0, 0, 2], step: [1, 2] },
      [x],
      (a) => t.slice(a, { begin: [1, 0, 0, 2], step: [1, 2] }),
    ],
    [
      "concat",
      t.concat,
      { axis: 1 },
      [x, x, t.slice(x, { begin: [0, 3] })],
      (...parts) => t.concat(parts, 1),
    ],
    ["broadcastTo", t.broadcastTo, { shape: [2, 3, 5, 2, 7] }, [x], (a) => t.broadcastTo(a, [2, 3, 5, 2, 7])],
    [
      "pad",
      t.pad,
      {
        padding: [
          [0, 1],
          [2, 0],
          [0, 0],
          [1, 1],
        ],
        interior: [0, 1, 2, 0],
      },
      [x],
      (a) =>
        t.pad(
          a,
          [
            [0, 1],
            [2, 0],
            [0, 0],
            [1, 1],
          ],
          { interior: [0, 1, 2, 0] },
        ),
    ],
  ];

  test.each(each)("%s: the same elements", (_, op, options, inputs, call) => {
    t.neg(randn([3000], { seed: 9 }));
    expect(forced(op, "simd", options, inputs)).toEqual(call(...inputs).data);
  });

  test("only where operands are resident", () => {
    const grown = specs([100, 100]);
    expect(plan(t.transpose, grown).algorithm).toBe("definition");
    const { operation } = t.transpose;
    const params = operation.params({}, grown);
    const outputs = operation.outputs(params, grown);
    expect(t.planAt(operation, { params, inputs: grown, outputs, fusion: {} }).algorithm).toBe("simd");
    expect(
      plan(t.pad, grown, {
        padding: [
          [1, 1],
          [1, 1],
        ],
        value: 2,
      }).alternatives[0].reason,
    ).toBe("it pads with a value other than 0");
  });
});

describe("sums in SIMD", () => {
  const axes = fc.array(fc.tuple(fc.integer({ min: 1, max: 19 }), fc.boolean()), {
    minLength: 1,
    maxLength: 4,
  });

  test("over any axes, rounded once from float64", () => {
    fc.assert(
      fc.property(axes, (settings) => {
        const shape = settings.map(([extent]) => extent);
        const x = single(double(shape, 1));
        const options = { axes: settings.flatMap(([, summed], axis) => (summed ? [axis] : [])) };
        const to = settings.map(([extent, summed]) => (summed ? 1 : extent));
        const near = (actual: Float32Array, exact: Tensor): void =>
          actual.forEach((value, i) => {
            const bound = 2 ** -23 * Math.max(2 ** -20, Math.abs(exact.data[i]));
            if (!(Math.abs(value - exact.data[i]) <= bound)) expect(value).toBe(exact.data[i]);
          });
        const exact = x.to("float64");
        near(forced(t.sum, "simd", options, [x]), t.sum(exact, options));
        near(forced(t.mean, "simd", options, [x]), t.mean(exact, options));
        near(forced(t.sumTo, "simd", { shape: to }, [x]), t.sumTo(exact, to));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test("chosen for long arrays only", () => {
    expect(plan(t.sum, specs([10, 10]), { axes: 0 }).algorithm).toBe("definition");
    expect(plan(t.mean, specs([8, 64, 28, 28]), { axes: [2, 3] }).algorithm).toBe("simd");
  });
});

describe.each(["simd", "tiles"])("matrix products by %s", (name) => {
  const extent = fc.integer({ min: 0, max: 19 });

  test("the definition's values, for every size, transposed or not, of one or many", () => {
    fc.assert(
      fc.property(
        fc.tuple(extent, extent, extent),
        fc.tuple(fc.boolean(), fc.boolean()),
        fc.constantFrom(
          [[], []],
          [[3], [3]],
          [
            [2, 3],
            [2, 3],
          ],
          [[3], []],
          [
            [2, 3],
            [1, 1],
          ],
          [[0], []],
        ),
        ([m, k, n], [transposeA, transposeB], [leadA, leadB]) => {
          const a = double([...leadA, ...(transposeA ? [k, m] : [m, k])], 1);
          const b = double([...leadB, ...(transposeB ? [n, k] : [k, n])], 2);
          const options = { transposeA, transposeB };
          const exact = t.matmul(a, b, options).data;
          const y = forced(t.matmul, name, options, [single(a), single(b)]);
          y.forEach((value, i) => {
            if (!(Math.abs(value - exact[i]) <= 2 ** -20 * (1 + k))) expect(value).toBe(exact[i]);
          });
        },
      ),
      { numRuns: 150, seed: 1 },
    );
  });

  test("infinity and NaN as IEEE says", () => {
    const a = tensor([[0, -2]]);
    const b = tensor([
      [Number.POSITIVE_INFINITY, 1],
      [3, Number.NaN],
    ]);
    expect([...forced(t.matmul, name, {}, [a, b])]).toEqual([Number.NaN, Number.NaN]);
  });
});

describe("matrix products", () => {
  test("a transposed operand is the transpose, in the gradients too", () => {
    const [a, b] = [double([2, 3, 4], 1), double([2, 5, 4], 2)];
    const y = t.matmul(a, t.transpose(b, [0, 2, 1]));
    expect(t.matmul(a, b, { transposeB: true }).data).toEqual(y.data);
    expect(t.matmul(t.transpose(a, [0, 2, 1]), b, { transposeA: true, transposeB: true }).data).toEqual(
      y.data,
    );
  });

  test("chosen for all but the smallest; what it cannot do it says", () => {
    expect(plan(t.matmul, specs([4, 5], [5, 6])).algorithm).toBe("definition");
    expect(plan(t.matmul, specs([64, 65], [65, 66])).algorithm).toBe("simd");
    const reasons = (...shapes: number[][]) => plan(t.matmul, specs(...shapes)).alternatives[0].reason;
    expect(reasons([1, 4, 5], [3, 5, 6])).toBe("leading axes of a are stretched");
    expect(reasons([2, 3, 4, 5], [3, 5, 6])).toBe(
      "leading axes of b are stretched, but not to one matrix for all",
    );
    expect(reasons([20000, 2000], [2000, 20000])).toBe(
      "needs 1832 MiB of kernel memory, which holds at most 256 MiB",
    );
  });

  test("errors", () => {
    const x = tensor([[1, 2, 3]]);
    expect(() => t.matmul(x, x, { transposeA: true, transposeB: true })).toThrow(
      "matmul: operands are [1, 3] and [1, 3] but must be […, k, m] and […, n, k]",
    );
    expect(() => t.matmul(x, x, { transposeA: 1 as never })).toThrow(
      "matmul: transposeA is 1 but must be true or false",
    );
    expect(() => t.matmul(x, x, { transposeB: true, algorithm: "winograd" })).toThrow(
      'matmul: algorithm is "winograd" but must be "auto", "simd", "tiles", "definition" or { not: [names] }',
    );
  });
});
