import { conv2d, conv2dWeightGrad, convTranspose2d } from "@convkit/conv";
import {
  abs,
  add,
  argMax,
  div,
  exp,
  log,
  matmul,
  max,
  mul,
  randn,
  relu,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  zeros,
} from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { assertGrad, checkGrad, checkOperation, type Kink } from "./index.js";

const softmax = (x: Tensor): Tensor => {
  const e = exp(sub(x, max(x, { axes: 1, keepDims: true })));
  return div(e, sum(e, { axes: 1, keepDims: true }));
};

describe("right gradients pass, to the second order", () => {
  const cases: [string, (...inputs: Tensor[]) => Tensor | Tensor[], Tensor[]][] = [
    ["a polynomial", (x, y) => add(mul(mul(x, x), y), mul(3, y)), [randn([2, 3]), randn([3], { seed: 1 })]],
    ["softmax", softmax, [randn([3, 5])]],
    ["cross entropy", (x) => sum(log(softmax(x))), [randn([2, 4])]],
    ["matmul", (a, b) => matmul(a, b), [randn([3, 4]), randn([4, 2], { seed: 1 })]],
    ["several outputs", (x) => [exp(x), sum(x), argMax(x)], [randn([4])]],
    ["a scalar", (x) => tanh(x), [tensor(0.3)]],
    ["an unused input", (x, _) => mul(x, x), [randn([2]), randn([3])]],
    ["more elements than a full Jacobian", (x, y) => tanh(mul(x, y)), [randn([30, 20]), randn([20])]],
    ["large and small magnitudes", (x) => square(x), [tensor([1e8, -3e8]).to("float64")]],
    ["small magnitudes", (x) => log(x), [tensor([1e-9, 3e-9]).to("float64")]],
    ["one small among large", (x) => log(x), [tensor([1, 1e-5, 2])]],
    ["strong curvature", (x) => exp(mul(x, 40)), [tensor([0.5, -0.5])]],
    [
      "a convolution",
      (x, w, b) =>
        conv2d(x, w, {
          bias: b,
          stride: [2, 1],
          padding: [
            [1, 0],
            [1, 1],
          ],
          dilation: [1, 2],
          groups: 2,
        }),
      [randn([1, 4, 4, 5]), randn([2, 2, 2, 2], { seed: 1 }), randn([2], { seed: 2 })],
    ],
  ];
  test.each(cases)("%s", (_, f, inputs) => {
    expect(assertGrad(f, inputs, { order: 2 }).ok).toBe(true);
  });

  test("operations, by their records", () => {
    expect(
      checkOperation(matmul, {
        inputs: [
          [2, 3],
          [3, 4],
        ],
        order: 2,
      }).ok,
    ).toBe(true);
    const options = { stride: 2, padding: 1 };
    const conv = checkOperation(conv2d, { inputs: [[2, 2, 5, 4], [3, 2, 3, 2], [3]], options, order: 2 });
    expect([conv.ok, conv.inputs.map(({ name }) => name)]).toEqual([
      true,
      ["x", "weight", "bias", "x", "weight", "bias", "dy"],
    ]);
    expect(
      checkOperation(convTranspose2d, {
        inputs: [
          [1, 2, 2, 3],
          [2, 3, 2, 2],
        ],
        options: { stride: 2 },
      }).ok,
    ).toBe(true);
    const [x, w] = [zeros([1, 2, 4, 4]), zeros([3, 2, 2, 2])];
    const geometry = conv2d.operation.params({}, [x, w]);
    expect(checkOperation(conv2dWeightGrad, { inputs: [x.shape, [1, 3, 3, 3]], options: geometry }).ok).toBe(
      true,
    );
  });

  test.each([0, 1, 2, 3, 4, 5, 6, 7])("float32 inputs, seed %i", (seed) => {
    const [x, y] = [randn([40, 30], { seed }), randn([30, 2], { seed: seed + 50 })];
    expect(x.dtype).toBe("float32");
    expect(checkGrad((a, b) => matmul(tanh(a), b), [x, y], { seed }).maxRelError).toBeLessThan(1e-7);
  });

  test("a function that rounds to float32 inside is judged by float32's precision", () => {
    const f = (x: Tensor): Tensor => square(x.to("float32")).to("float64");
    const report = checkGrad(f, [randn([7])]);
    expect([report.ok, report.rtol]).toEqual([true, 1e-3]);
  });

  test("the same seed gives the same report, another seed another", () => {
    const text = (seed: number): string => checkGrad(softmax, [randn([40, 30])], { seed }).toString();
    expect(text(3)).toBe(text(3));
    expect(text(3)).not.toBe(text(4));
  });
});

describe("kinks", () => {
  const kinksOf = (f: (x: Tensor) => Tensor, x: Tensor): (Kink | boolean)[] => {
    const report = checkGrad(f, [x]);
    return [report.ok, ...report.inputs[0].kinks];
  };
  const at = (index: number, left: number, right: number, gradient: number, output = [index]): Kink => ({
    index: [index],
    output: { name: "output", index: output },
    left,
    right,
    gradient,
  });

  test("relu, abs and max are reported at the element, as right if the rule picks a slope between", () => {
    expect(kinksOf(relu, tensor([1, 0, -2]))).toEqual([true, at(1, 0, 1, 0)]);
    expect(kinksOf(abs, tensor([1, -3, 0]))).toEqual([true, at(2, -1, 1, 0)]);
    expect(kinksOf((x) => max(x), tensor([1, 3, 3, 2]))).toEqual([
      true,
      at(1, 0, 1, 1, []),
      at(2, 0, 1, 0, []),
    ]);
    expect(kinksOf((x) => add(relu(x), 1e6), tensor([0, 1]))).toEqual([true, at(0, 0, 1, 0)]);
  });

  test("are found in large inputs too", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i - 600) / 7);
    expect(kinksOf((x) => sum(relu(x)), tensor(values))).toEqual([true, at(600, 0, 1, 0, [])]);
  });

  test("nearby, but not at the element, are no matter", () => {
    expect(kinksOf(relu, tensor([1, 1e-5, -1e-6]))).toEqual([true]);
    expect(kinksOf((x) => square(relu(x)), tensor([1, 0]))).toEqual([true]);
  });

  test("the edge of a domain, and a jump", () => {
    expect(kinksOf(sqrt, tensor([1, 0]))).toEqual([
      true,
      at(1, Number.NaN, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
    ]);
    const [first, second] = checkGrad(relu, [tensor([0])], { order: 2 }).inputs;
    expect(first.kinks[0].right).toBe(1);
    expect(second.kinks[0].right).toBe(Number.POSITIVE_INFINITY);
  });
});

test("empty inputs and results are right", () => {
  const report = checkGrad((x, y) => mul(x, y), [zeros([0, 3]), zeros([3])], { order: 2 });
  expect([report.ok, report.maxRelError, report.worst]).toEqual([true, 0, undefined]);
  expect(checkGrad((x) => sum(x), [zeros([0])]).ok).toBe(true);
});

test("results near 0 are not judged by their noise", () => {
  const report = checkGrad((x) => sum(softmax(x)), [randn([2, 5])], { order: 2 });
  expect(report.ok).toBe(true);
});

test("inputs that share memory, and the same tensor twice", () => {
  const spec = { shape: [3], dtype: "float64" } as const;
  const shared = new Float64Array([1, 2, 3]);
  const TensorClass = tensor(0).constructor as new (...args: unknown[]) => Tensor;
  const [x, y] = [new TensorClass(spec, shared), new TensorClass(spec, shared)];
  expect(checkGrad((a, b) => mul(square(a), b), [x, y]).ok).toBe(true);
  expect(checkGrad((a, b) => mul(square(a), b), [x, x]).ok).toBe(true);
  expect([...shared]).toEqual([1, 2, 3]);
});

test("refuses what it cannot check, by name", () => {
  const int = tensor([1], [1], "int32");
  const f = (x: Tensor): Tensor => x;
  expect(() => checkGrad(f, tensor([1]) as never)).toThrow("checkGrad: inputs is");
  expect(() => checkGrad(f, [])).toThrow(
    "checkGrad: inputs are none but at least one must be float32 or float64 to have a gradient",
  );
  expect(() => checkGrad(f, [int])).toThrow(
    "checkGrad: inputs are all int32 but at least one must be float32 or float64 to have a gradient",
  );
  expect(() => checkGrad((x) => argMax(x), [tensor([1, 2])])).toThrow(
    "checkGrad: f returned only int32 but must return a float32 or float64 tensor to have a gradient",
  );
  expect(() => checkGrad((() => 3) as never, [tensor([1])])).toThrow(
    "checkGrad: f returned 3 but must return a tensor, or an array of tensors",
  );
  expect(() => checkGrad((async (x: Tensor) => x) as never, [tensor([1])])).toThrow(
    "checkGrad: f returned a Promise but must return a tensor, or an array of tensors; await outside the function and pass the tensors in",
  );
  expect(() => checkGrad(f, [tensor([1])], { order: 3 as never })).toThrow(
    "checkGrad: order is 3 but must be 1 or 2",
  );
  expect(() => checkGrad(f, [tensor([1])], { tolerance: 1 } as never)).toThrow(
    "checkGrad: there is no option tolerance (the options are order, rtol, seed)",
  );
});
