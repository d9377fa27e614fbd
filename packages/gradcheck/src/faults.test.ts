import {
  add,
  broadcastTo,
  defineOp,
  div,
  elementCost,
  full,
  matmul,
  mean,
  mul,
  ones,
  pad,
  randn,
  reshape,
  type Spec,
  slice,
  square,
  sum,
  type Tensor,
  tensor,
  trace,
  transpose,
  type VjpContext,
} from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { hints } from "./hints.js";
import { assertGrad, checkGrad, type TensorFunction } from "./index.js";

type Rule = (at: VjpContext) => (Tensor | undefined)[];
const f64 = (data: number[]): Tensor => tensor(data).to("float64");

/** f with another gradient rule than its own. */
function withRule(f: (...inputs: Tensor[]) => Tensor, vjp: Rule): (...inputs: Tensor[]) => Tensor {
  const apply = defineOp<object, readonly Spec[]>({
    name: "broken",
    inputs: [{ name: "x" }, { name: "w", optional: true }],
    params: (_, specs) => specs.map(({ shape, dtype }) => ({ shape, dtype })),
    outputs: (_, specs) => trace(f, specs).outputs.map(({ shape, dtype }) => ({ shape, dtype })),
    forward: (specs, data, [y]) => y.set(f(...data.map((x, i) => tensor(x, specs[i].shape))).data),
    vjp: (_, at) => vjp(at),
    cost: elementCost(1),
  });
  return (...inputs) => apply(inputs, {})[0];
}

/** Twice x times dy: the right rule of square. */
const twice = (x: Tensor, dy: Tensor): Tensor => mul(dy, mul(2, x));
const reversed = (x: Tensor): Tensor => tensor(Float64Array.from(x.data).reverse(), x.shape);
const weights = randn([6], { seed: 5, dtype: "float64" });
const inside = pad(ones([3, 2], "float64"), [
  [1, 1],
  [1, 1],
]);

describe("every hint is given for the fault it names", () => {
  const cases: Record<string, [hint: string, f: TensorFunction, shape: number[]]> = {
    "not finite": [
      "the gradient is NaN at [0], as from 0/0 or 0·∞; use where on the operands, before dividing",
      withRule(
        (x) => mul(x, 1),
        ({ dy: [dy] }) => [mul(dy, div(full([3], 0, "float64"), 0))],
      ),
      [3],
    ],
    missing: [
      "no gradient arrives: broken returns no gradient of x",
      withRule(square, () => [undefined]),
      [3],
    ],
    sign: [
      "the sign is wrong everywhere",
      withRule(square, ({ inputs: [x], dy: [dy] }) => [mul(-1, twice(x, dy))]),
      [2, 3],
    ],
    "constant factor": [
      "the gradient is 3 times too large everywhere: 3 is the extent of axis 0 (the batch) of input 0: a sum for a mean, or the reverse",
      withRule(
        (x) => mean(x, { axes: 0 }),
        ({ inputs: [x], dy: [dy] }) => [broadcastTo(dy, x.shape)],
      ),
      [3, 4],
    ],
    "ignores dy": [
      "the gradient does not depend on dy: multiply by it",
      withRule(square, ({ inputs: [x] }) => [mul(2, x)]),
      [4],
    ],
    "local derivative missing": [
      "the gradient is dy unchanged: the local derivative is missing",
      withRule(square, ({ dy: [dy] }) => [dy]),
      [4],
    ],
    transposed: [
      "the gradient is transposed: its axes 0 and 2 are exchanged",
      withRule(square, ({ inputs: [x], dy: [dy] }) => [reshape(transpose(twice(x, dy), [2, 1, 0]), x.shape)]),
      [2, 3, 4],
    ],
    flipped: [
      "the gradient is reversed along axes 1 to 2: a kernel is flipped, or is not where it should be",
      withRule(square, ({ inputs: [x], dy: [dy] }) => {
        const flat = reshape(twice(x, dy), [2, 12]);
        const rows = [0, 1].map((row) => reversed(slice(flat, { begin: [row], end: [row + 1] })).data);
        return [tensor(Float64Array.from(rows.flatMap((row) => [...row])), x.shape)];
      }),
      [2, 3, 4],
    ],
    "missing transpose": [
      "the rule multiplies dy by the Jacobian, not by its transpose: an operand should be transposed",
      (x: Tensor) =>
        withRule(
          (a, b) => matmul(a, b),
          ({ inputs: [, b], dy: [dy] }) => [matmul(dy, b), undefined],
        )(x, randn([4, 4], { seed: 3, dtype: "float64" })),
      [3, 4],
    ],
    shifted: [
      "the gradient is shifted by one along axis 0: an off-by-one in padding or in an index",
      withRule(
        (x) => mul(x, weights),
        ({ dy: [dy] }) => [pad(slice(mul(dy, weights), { begin: [1] }), [[0, 1]])],
      ),
      [6],
    ],
    "forgotten sum": [
      "only 2 of 6 outputs give a gradient: a sum over positions or over the batch is forgotten",
      withRule(
        (b) => broadcastTo(b, [3, 2]),
        ({ dy: [dy] }) => [reshape(slice(dy, { end: [1] }), [2])],
      ),
      [2],
    ],
    border: [
      "the gradient is right inside and wrong at the border: look at the padding and at the last window",
      withRule(square, ({ inputs: [x], dy: [dy] }) => [mul(inside, twice(x, dy))]),
      [5, 4],
    ],
  };

  test.each(Object.entries(cases))("%s", (_, [hint, f, shape]) => {
    const report = checkGrad(f, [randn(shape, { seed: 9 })]);
    expect([report.ok, report.inputs[0].hint]).toEqual([false, hint]);
  });

  test("no hint is left out", () => {
    expect(Object.keys(cases)).toEqual(hints.map(({ cause }) => cause));
  });

  test("a wrong number that fits no cause gets no hint", () => {
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => [add(twice(x, dy), mul(x, x))]);
    const report = checkGrad(f, [randn([4])]);
    expect([report.ok, report.inputs[0].hint]).toEqual([false, undefined]);
  });

  test("hints work from projections, and name the factor of the positions", () => {
    const transposed = withRule(square, ({ inputs: [x], dy: [dy] }) => [
      reshape(transpose(twice(x, dy), [1, 0]), x.shape),
    ]);
    expect(checkGrad(transposed, [randn([30, 20])]).inputs[0].hint).toBe(
      "the gradient is transposed: its axes 0 and 1 are exchanged",
    );
    const pooled = withRule(
      (x) => mean(x, { axes: [2, 3], keepDims: true }),
      ({ inputs: [x], dy: [dy] }) => [broadcastTo(dy, x.shape)],
    );
    expect(checkGrad(pooled, [randn([3, 7, 5, 6])]).inputs[0].hint).toBe(
      "the gradient is 30 times too large everywhere: 30 is the extent of axes 2 to 3 of input 0: a sum for a mean, or the reverse",
    );
  });
});

describe("a wrong gradient is found", () => {
  test("though it is right for cotangents of ones", () => {
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => [mul(mean(dy), mul(2, x))]);
    expect(checkGrad(f, [randn([4])]).ok).toBe(false);
    expect(checkGrad(f, [randn([40, 30])]).ok).toBe(false);
  });

  test("where one element of many is wrong, and the element is named", () => {
    const mask = Float64Array.from({ length: 1200 }, (_, i) => (i === 777 ? 1.01 : 1));
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => [mul(tensor(mask, x.shape), twice(x, dy))]);
    const report = checkGrad(f, [randn([40, 30])]);
    expect([report.ok, report.worst?.index]).toEqual([false, [25, 27]]);
    expect(report.worst?.relError).toBeCloseTo(0.01 / 1.01, 4);
  });

  test("where the first input is right and the second wrong", () => {
    const f = withRule(
      (x, w) => mul(x, w),
      ({ inputs: [x, w], dy: [dy] }) => [mul(dy, w), mul(dy, add(x, 1))],
    );
    const report = checkGrad(f, [randn([3]), randn([3], { seed: 2 })]);
    expect(report.inputs.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["input 0", "right"],
      ["input 1", "wrong"],
    ]);
  });

  test("at a kink, outside both slopes", () => {
    const relu = (x: Tensor): Tensor =>
      mul(
        x,
        tensor(
          Float64Array.from(x.data, (v) => (v > 0 ? 1 : 0)),
          x.shape,
        ),
      );
    const f = (value: number) =>
      defineOp<object, object>({
        name: "relu",
        inputs: [{ name: "x" }],
        params: () => ({}),
        outputs: (_, [x]) => [x],
        forward: (_, [x], [y]) => {
          for (let i = 0; i < y.length; i++) y[i] = Math.max(0, x[i]);
        },
        vjp: (_, { inputs: [x], dy: [dy] }) => [
          mul(
            dy,
            tensor(
              Float64Array.from(x.data, (v) => (v > 0 ? 1 : v === 0 ? value : 0)),
              x.shape,
            ),
          ),
        ],
        cost: elementCost(1),
      });
    const ok = (value: number): boolean => checkGrad((x) => f(value)([x], {})[0], [f64([1, 0, -1])]).ok;
    expect(relu(f64([1, -1])).toArray()).toEqual([1, -0]);
    expect([ok(0), ok(0.5), ok(1), ok(7), ok(-1)]).toEqual([true, true, true, false, false]);
  });

  test("of the second order, in a rule that takes its input for a constant", () => {
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => [twice(tensor(x.data, x.shape), dy)]);
    const inputs = [f64([1, 2, -3])];
    expect(checkGrad(f, inputs).ok).toBe(true);
    const report = checkGrad(f, inputs, { order: 2 });
    expect(report.inputs.map(({ order, name, verdict, hint }) => [order, name, verdict, hint])).toEqual([
      [1, "input 0", "right", undefined],
      [
        2,
        "input 0",
        "wrong",
        "the second derivative is lost: the gradient rule takes a constant (a captured value, tensor(x.data)) for its input or output",
      ],
      [2, "dy", "right", undefined],
    ]);
  });

  test("in a rule that does not carry dy", () => {
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => [twice(x, tensor(dy.data, dy.shape))]);
    expect(checkGrad(f, [f64([1, 2])]).problems).toEqual([
      {
        kind: "jvp differs",
        text: expect.stringMatching(
          /^vjp and jvp disagree for input 0: ⟨vjp\(u\), v⟩ = \S+ but ⟨u, jvp\(v\)⟩ = 0; a gradient rule must be linear in dy and written in operations$/,
        ),
      },
    ]);
  });
});

describe("what spoils a check is named", () => {
  const text = (f: TensorFunction, ...inputs: Tensor[]): string => checkGrad(f, inputs).toString();

  test("a random function", () => {
    let calls = 0;
    expect(text((x) => mul(x, ++calls), f64([2, 3]))).toMatchInlineSnapshot(`
      "the gradient cannot be checked
        f is not deterministic: the same inputs gave 2, then 4, in output at [0]; fix the seed inside f"
    `);
  });

  test("a random gradient rule", () => {
    let calls = 0;
    expect(
      text(
        withRule(square, ({ dy: [dy] }) => [mul(dy, ++calls)]),
        f64([2]),
      ),
    ).toMatch(
      /^the gradient cannot be checked \(full Jacobian, relative tolerance 1e-6\)\n {2}a gradient rule is not deterministic: the same dy gave \S+, then \S+, for input 0 at \[0\]$/,
    );
  });

  test("a function that writes into its input", () => {
    const inPlace = (x: Tensor): Tensor => {
      x.data[1] *= 2;
      return mul(x, 1);
    };
    const x = f64([1, 3]);
    expect(text(inPlace, x)).toMatchInlineSnapshot(`
      "the gradient cannot be checked
        f writes into its input: input 0 at [1] was 3 and is 6 after the call; tensors are values, make a new one"
    `);
    expect(x.toArray()).toEqual([1, 3]);
  });

  test("a rule that writes into dy", () => {
    const f = withRule(square, ({ inputs: [x], dy: [dy] }) => {
      dy.data[0] = 0;
      return [twice(x, dy)];
    });
    expect(text(f, f64([1, 3]))).toMatchInlineSnapshot(`
      "a gradient rule fails (full Jacobian, relative tolerance 1e-6)
        a gradient rule writes into dy; tensors are values, make a new one"
    `);
  });

  test("a result that is not finite", () => {
    expect(text((x) => [mul(x, 1), div(1, x)], f64([1, 0]))).toMatchInlineSnapshot(`
      "the gradient cannot be checked
        f is Infinity in output 1 at [1]; give inputs inside its domain"
    `);
  });

  test("a gradient of the wrong shape or type, or none", () => {
    expect(
      text(
        withRule(square, ({ dy: [dy] }) => [reshape(dy, [1, 2])]),
        f64([1, 3]),
      ),
    ).toMatchInlineSnapshot(`
      "a gradient rule fails (full Jacobian, relative tolerance 1e-6)
        broken (gradient rule): gradient of x is float64 [1, 2] but x is float64 [2]"
    `);
    expect(
      text(
        withRule(square, ({ dy: [dy] }) => [dy.to("float32")]),
        f64([1, 3]),
      ),
    ).toMatchInlineSnapshot(`
      "a gradient rule fails (full Jacobian, relative tolerance 1e-6)
        broken (gradient rule): gradient of x is float32 [2] but x is float64 [2]"
    `);
    expect(
      text(
        withRule(square, () => []),
        f64([1, 3]),
      ),
    ).toMatchInlineSnapshot(`
      "the gradient of input 0 is wrong (full Jacobian, relative tolerance 1e-6)
        order  input        verdict  worst at  output at   gradient  numeric  ±      relative error
        1      input 0 [2]  wrong    [0]       output [0]  0         2        1e-11  1
        hint for input 0: no gradient arrives: broken returns no gradient of x"
    `);
  });

  test("a rule that throws", () => {
    const f = withRule(square, () => {
      throw new TypeError("not written yet");
    });
    expect(text(f, f64([1, 3]))).toMatchInlineSnapshot(`
      "a gradient rule fails (full Jacobian, relative tolerance 1e-6)
        not written yet"
    `);
  });

  test("more kinks than can be listed", () => {
    const f = (x: Tensor): Tensor =>
      mul(
        x,
        tensor(
          Float64Array.from(x.data, (v) => Math.sign(v)),
          x.shape,
        ),
      );
    expect(text((x) => f(x), tensor(new Float64Array(1000)))).toMatchInlineSnapshot(`
      "f is not differentiable here (4 random projections, relative tolerance 1e-6)
        order  input           verdict      worst at    output at  gradient  numeric  ±  relative error
        1      input 0 [1000]  not checked  no entries
        f is not differentiable at more than 8 elements of input 0; move them off its kinks"
    `);
  });

  test("a function too rough for differences", () => {
    const rough = (x: Tensor): Tensor => add(add(mul(x, 1), 1e14), -1e14);
    expect(text(rough, f64([1, 3]))).toMatchInlineSnapshot(`
      "differences of f are too inexact to judge the gradient of input 0 (full Jacobian, relative tolerance 1e-6)
        order  input        verdict    worst at  output at   gradient  numeric  ±    relative error
        1      input 0 [2]  undecided  [0]       output [0]  1         0        1e2  1"
    `);
  });
});

test("assertGrad throws the report", () => {
  const f = withRule(
    (x, w) => sum(mul(x, w)),
    ({ inputs: [x, w], dy: [dy] }) => [mul(dy, w), mul(dy, mul(2, x))],
  );
  expect(() => assertGrad(f, [f64([1, 2]), f64([3, 5])], { order: 2 })).toThrowErrorMatchingInlineSnapshot(`
    [GradientError: assertGrad: the gradient of input 1 is wrong (full Jacobian, relative tolerance 1e-6)
      order  input        verdict  worst at  output at  gradient  numeric  ±      relative error
      1      input 0 [2]  right    [0]       output []  3         3        1e-11  0
      1      input 1 [2]  wrong    [1]       output []  4         2        1e-11  0.5
      hint for input 1: the gradient is 2 times too large everywhere: a factor 2, as from a square, or 2 is the extent of axis 0 of input 0: a sum for a mean, or the reverse]
  `);
});
