import { plan, randn, type Tensor, tensor } from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hardSigmoid, hardSwish, leakyRelu, linear, relu6 } from "./index.js";

const single = (x: Tensor): Tensor => x.to("float32");
const double = (shape: readonly number[], seed: number): Tensor => randn(shape, { seed, dtype: "float64" });

describe("linear in SIMD", () => {
  test("the definition's values, for every size, with and without bias", () => {
    const extent = fc.integer({ min: 1, max: 20 });
    const leading = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 2 });
    fc.assert(
      fc.property(leading, extent, fc.nat(20), fc.boolean(), (lead, inputs, outputs, hasBias) => {
        const [x, w] = [double([...lead, inputs], 1), double([outputs, inputs], 2)];
        const bias = hasBias ? double([outputs], 3) : undefined;
        const exact = linear(x, w, { bias }).data;
        const y = linear(single(x), single(w), { bias: bias && single(bias), algorithm: "simd" });
        y.data.forEach((value, i) => {
          if (!(Math.abs(value - exact[i]) <= 2 ** -20 * (1 + inputs))) expect(value).toBe(exact[i]);
        });
      }),
      { numRuns: 150, seed: 1 },
    );
  });

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
