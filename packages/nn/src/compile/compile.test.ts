import { valueAndGrad, vjp } from "@convkit/autograd";
import {
  batchNorm2d,
  conv2d,
  crossEntropy,
  flatten,
  globalAvgPool,
  linear,
  maxPool2d,
  maxPool2dWithIndices,
  relu6,
} from "@convkit/conv";
import {
  add,
  assertClose,
  defineOp,
  elementCost,
  matmul,
  mul,
  plan,
  randn,
  relu,
  reshape,
  type Spec,
  setThreads,
  square,
  type Tensor,
  tensor,
  trace,
  zeros,
} from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { compile } from "./index.js";

const spec = (...shape: number[]): Spec => ({ shape, dtype: "float32" });
const random = (seed: number, ...shape: number[]): Tensor => randn(shape, { seed });

describe("results", () => {
  const w = random(1, 5, 3, 3, 3);
  const net = compile((x: Tensor) => relu(conv2d(x, w, { padding: 1 })), [spec(2, 3, 8, 7)]);

  test("follow the input, and are the same bits for the same one", () => {
    const [a, b] = [random(2, 2, 3, 8, 7), random(3, 2, 3, 8, 7)];
    const [first, other, again] = [net(a), net(b), net(a)];
    assertClose(first, relu(conv2d(a, w, { padding: 1 })));
    assertClose(other, relu(conv2d(b, w, { padding: 1 })));
    expect(again.data).toEqual(first.data);
  });

  test("do not go stale, and are ordinary arrays of their own", () => {
    const first = net(random(2, 2, 3, 8, 7));
    const copy = first.data.slice();
    net(random(3, 2, 3, 8, 7));
    expect(first.data).toEqual(copy);
    expect(first.data.buffer.byteLength).toBe(first.data.byteLength);
  });

  test("of two networks called in turn are their own", () => {
    const other = compile((x: Tensor) => mul(x, 2), [spec(2, 3, 8, 7)]);
    const x = random(4, 2, 3, 8, 7);
    const [one, two] = [net(x), other(x)];
    expect([net(x).data, other(x).data]).toEqual([one.data, two.data]);
  });

  test("come as f gives them: one, a list, the same one twice, an input, a constant", () => {
    const constant = tensor([7, 8]);
    const list = compile((x: Tensor) => [mul(x, 2), x, x, constant, square(constant)], [spec(2)]);
    expect(list(tensor([1, 2])).map((y) => y.toArray())).toEqual([
      [2, 4],
      [1, 2],
      [1, 2],
      [7, 8],
      [49, 64],
    ]);
    expect(compile((x: Tensor) => [x], [spec(1)])(tensor([3]))[0].toArray()).toEqual([3]);
    expect(compile(() => constant, [])().toArray()).toEqual([7, 8]);
  });

  test("of nothing are nothing", () => {
    const empty = compile((x: Tensor) => relu(conv2d(x, w, { padding: 1 })), [spec(0, 3, 8, 7)]);
    expect(empty(zeros([0, 3, 8, 7])).shape).toEqual([0, 5, 8, 7]);
  });

  test("pass NaN and infinities on", () => {
    const identity = tensor([1, 0, 0, 1], [2, 2, 1, 1]);
    const pass = compile((x: Tensor) => relu(conv2d(x, identity, { algorithm: "simd" })), [spec(1, 2, 1, 3)]);
    const x = tensor([Number.NaN, 1, 2, 3, Number.POSITIVE_INFINITY, -1], [1, 2, 1, 3]);
    expect(pass.plan.rows[0].merged).toEqual(["relu"]);
    expect(pass(x).toArray()).toEqual(relu(conv2d(x, identity)).toArray());
    expect(pass(x).data.slice(0, 2)).toEqual(Float32Array.of(Number.NaN, Number.NaN));
  });
});

describe("any function", () => {
  test("in float64, by the definition", () => {
    const w = randn([4, 2, 3, 3], { seed: 5, dtype: "float64" });
    const x = randn([1, 2, 6, 6], { seed: 6, dtype: "float64" });
    const f = (x: Tensor): Tensor => relu(mul(conv2d(x, w), 3));
    const net = compile(f, [x]);
    assertClose(net(x), f(x));
    expect(net.plan.rows.map(({ algorithm }) => algorithm)).toEqual(["definition", "definition"]);
    // In no pages of WebAssembly.
    const { kept, values, total } = net.plan.memory;
    expect(total).toBe(kept + values);
  });

  test("with constant matrices, one for all samples or one for each", () => {
    const x = random(13, 3, 5, 70);
    for (const w of [random(14, 70, 40), random(15, 3, 70, 40)]) {
      const net = compile((x: Tensor) => matmul(x, w), [x]);
      expect(net.plan.rows[0].algorithm).toBe("simd");
      assertClose(net(x), matmul(x, w), { tolerance: 1e-4 });
    }
  });

  test("with integers, several results of one operation, and an operation of one's own", () => {
    const cube = defineOp<object, object>({
      name: "cube",
      inputs: [{ name: "x" }],
      params: () => ({}),
      outputs: (_, [x]) => [x],
      // Relies on a zeroed result, as definitions may.
      forward: (_, [x], [y]) =>
        x.forEach((value: number, i: number) => {
          y[i] += value ** 3;
        }),
      vjp: () => [],
      cost: elementCost(2),
    });
    const f = (x: Tensor): Tensor[] => {
      const { y, indices } = maxPool2dWithIndices(cube([x], {})[0], { kernel: 2 });
      return [y, indices, indices.to("float32")];
    };
    const net = compile(f, [spec(1, 2, 4, 6)]);
    const x = random(7, 1, 2, 4, 6);
    for (const _ of [1, 2]) expect(net(x).map((y) => y.toArray())).toEqual(f(x).map((y) => y.toArray()));
  });

  test("also one compiled before", () => {
    const inner = compile((x: Tensor) => add(x, 1), [spec(3)]);
    expect(compile((x: Tensor) => mul(inner(x), 2), [spec(3)])(tensor([1, 2, 3])).toArray()).toEqual([
      4, 6, 8,
    ]);
    expect(trace((x) => inner(x), [spec(3)]).nodes.map(({ operation }) => operation.name)).toEqual([
      "compiled network",
    ]);
  });

  test("the step of a training: value and gradients of a small network", () => {
    const labels = tensor([2, 0], [2], "int32");
    const loss = ({ w, v }: { w: Tensor; v: Tensor }, x: Tensor): Tensor => {
      const features = maxPool2d(relu(conv2d(x, w, { padding: 1 })), { kernel: 2 });
      return crossEntropy(linear(flatten(features), v), labels);
    };
    const step = (w: Tensor, v: Tensor, x: Tensor): Tensor[] => {
      const { value, grad: gradient } = valueAndGrad(loss)({ w, v }, x);
      return [value, gradient.w, gradient.v];
    };
    const inputs = [random(8, 4, 3, 3, 3), random(9, 3, 4 * 4 * 3), random(10, 2, 3, 8, 6)];
    const net = compile(step, inputs);
    for (const _ of [1, 2])
      net(...inputs).forEach((y, i) => {
        assertClose(y, step(...(inputs as [Tensor, Tensor, Tensor]))[i]);
      });
  });

  test("a pullback by given gradients", () => {
    const f = (x: Tensor, dy: Tensor): Tensor[] => vjp((x: Tensor) => conv2d(x, square(x)), x).pullback(dy);
    const [x, dy] = [random(11, 3, 3, 4, 4), random(12, 3, 3, 1, 1)];
    const net = compile(f, [x, dy]);
    assertClose(net(x, dy)[0], f(x, dy)[0], { tolerance: 1e-4 });
    // The tape's own copy of x is none here, and the value is not computed.
    const [first, ...others] = net.plan.rows.map(({ operation, algorithm }) => [operation, algorithm]);
    expect(first).toEqual(["alias", "none"]);
    expect(others.map(([operation]) => operation)).not.toContain("conv2d");
  });
});

describe("blocks of known networks", () => {
  const norm = (seed: number, channels: number): ((x: Tensor) => Tensor) => {
    const [gamma, beta, mean] = [0, 1, 2].map((i) => random(seed + i, channels));
    const variance = add(square(random(seed + 3, channels)), 0.5);
    return (x) => batchNorm2d(x, gamma, beta, { training: false, mean, variance });
  };

  test("ResNet: three convolutions, the last adds the shortcut", () => {
    const [w1, w2, w3, down] = [
      random(1, 8, 16, 1, 1),
      random(2, 8, 8, 3, 3),
      random(3, 32, 8, 1, 1),
      random(4, 32, 16, 1, 1),
    ];
    const [n1, n2, n3, n4] = [norm(10, 8), norm(20, 8), norm(30, 32), norm(40, 32)];
    const block = (x: Tensor): Tensor => {
      const shortcut = n4(conv2d(x, down, { stride: 2 }));
      const inner = relu(n2(conv2d(relu(n1(conv2d(x, w1))), w2, { stride: 2, padding: 1 })));
      return relu(add(n3(conv2d(inner, w3)), shortcut));
    };
    const x = random(5, 2, 16, 12, 10);
    const net = compile(block, [x]);
    assertClose(net(x), block(x), { tolerance: 1e-4 });
    expect(net.plan.rows.map(({ operation, merged }) => [operation, ...merged].join(" "))).toEqual([
      "conv2d batchNorm2d",
      "conv2d batchNorm2d relu",
      "conv2d batchNorm2d relu",
      "conv2d batchNorm2d add relu",
    ]);
    expect(net.plan.rows.map(({ algorithm }) => algorithm)).not.toContain("definition");
  });

  test("MobileNet: depthwise and pointwise, to the classifier", () => {
    const [w1, w2, w3, full] = [
      random(1, 8, 3, 3, 3),
      random(2, 8, 1, 3, 3),
      random(3, 16, 8, 1, 1),
      random(4, 5, 16),
    ];
    const [n1, n2, n3] = [norm(10, 8), norm(20, 8), norm(30, 16)];
    const f = (x: Tensor): Tensor => {
      const stem = relu6(n1(conv2d(x, w1, { stride: 2, padding: 1 })));
      const body = relu6(n3(conv2d(relu6(n2(conv2d(stem, w2, { padding: 1, groups: 8 }))), w3)));
      return linear(reshape(globalAvgPool(body), [1, 16]), full, { bias: zeros([5]) });
    };
    const x = random(5, 1, 3, 17, 16);
    const net = compile(f, [x]);
    assertClose(net(x), f(x), { tolerance: 1e-4 });
    expect(net.plan.rows.map(({ operation, merged }) => [operation, ...merged].join(" "))).toEqual([
      ...["conv2d batchNorm2d relu6", "conv2d batchNorm2d relu6", "conv2d batchNorm2d relu6"],
      ...["mean", "reshape", "linear"],
    ]);
    expect(net.plan.rows.slice(0, 3).map(({ algorithm }) => algorithm)).not.toContain("definition");
  });
});

test("any number of threads gives the same bits, and the number is that of compiling", () => {
  const weights = [1, 2, 3].map((seed) => random(seed, 24, 24, 3, 3));
  const f = (x: Tensor): Tensor => weights.reduce((y, w) => relu(conv2d(y, w, { padding: 1 })), x);
  const x = random(4, 3, 24, 30, 28);
  const alone = compile(f, [x]);
  const expected = alone(x).data;
  setThreads(3);
  try {
    const together = compile(f, [x]);
    for (let i = 0; i < 5; i++) expect(together(x).data).toEqual(expected);
    expect(alone(x).data).toEqual(expected);
    setThreads(1);
    expect(together(x).data).toEqual(expected);
  } finally {
    setThreads(1);
  }
});

test("an algorithm is chosen for prepared weights, and what was asked for holds", () => {
  const layer = (channels: number, size: number, algorithm?: string): string => {
    const weight = zeros([channels, channels, 3, 3]);
    const f = (x: Tensor): Tensor => conv2d(x, weight, { padding: 1, algorithm });
    return compile(f, [spec(1, channels, size, size)]).plan.rows[0].algorithm;
  };
  expect([layer(64, 56), layer(64, 56, "simd"), layer(64, 56, "direct")]).toEqual([
    "winograd4x4",
    "simd",
    "direct",
  ]);
  // Transformed in each call, these filters cost what they save.
  expect(layer(32, 7)).toBe("winograd2x2");
  const shapes = [spec(1, 32, 7, 7), spec(32, 32, 3, 3)];
  expect(plan(conv2d, shapes, { padding: 1 }).algorithm).not.toBe("winograd2x2");
});
