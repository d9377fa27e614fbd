import { assertClose, exp, matmul, mul, randn, relu, sum, type Tensor, tanh, tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { checkpoint, customGradient, grad, hvp, jacobian, valueAndGrad, vjp } from "./index.js";

const f64 = (...data: number[]): Tensor => tensor(data, undefined, "float64");

describe("customGradient", () => {
  const straightThrough = customGradient(
    (x) => relu(x),
    ({ dy }) => [dy],
  );

  test("has the value of f and the gradient of the rule", () => {
    const x = f64(-1, 2);
    expect(straightThrough(x).toArray()).toEqual([0, 2]);
    expect(grad((x: Tensor) => sum(mul(straightThrough(x), x)))(x).toArray()).toEqual([-1, 4]);
  });

  test("its rule can be differentiated again", () => {
    const cube = customGradient(
      (x) => mul(x, mul(x, x)),
      ({ inputs: [x], dy }) => [mul(dy, mul(5, mul(x, x)))],
    );
    expect(grad((x: Tensor) => grad((z: Tensor) => sum(cube(z)))(x))(f64(3)).toArray()).toEqual([30]);
  });

  test("leaves arguments without a gradient at zero", () => {
    const product = customGradient(
      (x, y) => mul(x, y),
      ({ inputs: [, y], dy }) => [mul(dy, y), undefined],
    );
    const both = grad((x: Tensor, y: Tensor) => sum(product(x, y)), { wrt: [0, 1] })(f64(2), f64(7));
    expect(both.map((g: Tensor) => g.toArray())).toEqual([[7], [0]]);
  });
});

describe("checkpoint", () => {
  const layer = (x: Tensor, w: Tensor): Tensor => tanh(matmul(relu(matmul(tanh(matmul(x, w)), w)), w));
  const x = randn([5, 4], { seed: 1, dtype: "float64" });
  const w = randn([4, 4], { seed: 2, dtype: "float64" });
  const deep = (f: typeof layer) => (x: Tensor, w: Tensor) => sum(f(f(f(x, w), w), w));

  test("changes no value and no gradient, of first or second order", () => {
    const [plain, frugal] = [layer, checkpoint(layer)].map((f) =>
      valueAndGrad(deep(f as typeof layer), { wrt: [0, 1] })(x, w),
    );
    assertClose(frugal.value, plain.value);
    frugal.grad.forEach((g: Tensor, i: number) => {
      assertClose(g, plain.grad[i]);
    });
    const [a, b] = [layer, checkpoint(layer)].map((f) =>
      hvp(
        deep(f as typeof layer),
        [x, w],
        [w, w].map((_, i) => (i ? w : x)),
      ),
    );
    a.forEach((g, i) => {
      assertClose(g, b[i]);
    });
  });

  test("keeps less", () => {
    const kept = [layer, checkpoint(layer)].map((f) => vjp(deep(f as typeof layer), x, w).bytesKept);
    // Plain: per layer six results of 5 × 4; frugal: one. Both: the two arguments and the sum.
    expect(kept).toEqual([8 * (18 * 20 + 20 + 16 + 1), 8 * (3 * 20 + 20 + 16 + 1)]);
  });
});

test("jacobian: every derivative, in the shapes of value and argument", () => {
  const w = randn([2, 3], { seed: 3, dtype: "float64" });
  const J = jacobian((x) => exp(matmul(w, x)))(randn([3, 1], { seed: 4, dtype: "float64" }));
  expect(J.shape).toEqual([2, 1, 3, 1]);
  const y = exp(matmul(w, randn([3, 1], { seed: 4, dtype: "float64" })));
  assertClose(
    J,
    [0, 1].map((r) => [[0, 1, 2].map((c) => [y.data[r] * w.data[r * 3 + c]])]),
  );
});

test("hvp: the Hessian of a quadratic form, without the Hessian", () => {
  const a = randn([3, 3], { seed: 5, dtype: "float64" });
  const quadratic = (x: Tensor): Tensor => sum(mul(x, matmul(a, x)));
  const v = randn([3, 1], { seed: 6, dtype: "float64" });
  const expected = [0, 1, 2].map((r) => [
    [0, 1, 2].reduce((s, c) => s + (a.data[r * 3 + c] + a.data[c * 3 + r]) * v.data[c], 0),
  ]);
  assertClose(hvp(quadratic, [randn([3, 1], { seed: 7, dtype: "float64" })], [v])[0], expected);
});

test("three hundred steps in one synchronous loop make 700 MB of tensors and hold few of them", () => {
  let w = randn([100_000], { seed: 8 });
  const step = grad((w: Tensor) => sum(mul(w, w)));
  let most = 0;
  for (let i = 0; i < 300; i++) {
    w = mul(step(w), 0.5);
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  expect(most).toBeLessThan(350e6);
});
