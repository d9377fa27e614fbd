import {
  batchNorm1d,
  batchNorm2d,
  conv1d,
  conv2d,
  conv3d,
  convTranspose2d,
  depthwiseConv2d,
  linear,
  relu6,
} from "@convkit/conv";
import {
  add,
  assertClose,
  div,
  maximum,
  minimum,
  mul,
  randn,
  relu,
  reshape,
  square,
  sub,
  type Tensor,
  tensor,
} from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { type Compiled, compile } from "./index.js";

let seed = 1;
const random = (...shape: number[]): Tensor => randn(shape, { seed: seed++ });

/** Batch normalisation by statistics of its own. */
function norm(channels: number, batchNorm: typeof batchNorm2d = batchNorm2d): (x: Tensor) => Tensor {
  const [gamma, beta, mean] = [1, 2, 3].map(() => random(channels));
  const variance = add(square(random(channels)), 0.5);
  return (x) => batchNorm(x, gamma, beta, { training: false, mean, variance, epsilon: 1e-3 });
}

/** What each operation of the plan does, in its order; compiled and eager results must agree. */
function merged(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): string[] {
  const net: Compiled<Tensor> = compile(f, inputs);
  assertClose(net(...inputs), f(...inputs), { tolerance: 3e-5 });
  return net.plan.rows.map((row) => [row.operation, ...row.merged].join(" "));
}

describe("scales and shifts of channels", () => {
  const [w, b] = [random(8, 3, 3, 3), random(8)];
  const simd = { padding: 1, algorithm: "simd" };
  const x = random(2, 3, 9, 7);

  test("batch normalisation goes into weights and bias, with one and without", () => {
    const bn = norm(8);
    expect(merged((x) => bn(conv2d(x, w, { ...simd, bias: b })), x)).toEqual(["conv2d batchNorm2d"]);
    expect(merged((x) => bn(conv2d(x, w, simd)), x)).toEqual(["conv2d batchNorm2d"]);
    const twice = norm(8);
    expect(merged((x) => twice(bn(conv2d(x, w, simd))), x)).toEqual(["conv2d batchNorm2d batchNorm2d"]);
  });

  test("of every kind of layer", () => {
    const [grouped, transposed] = [random(6, 2, 3, 3), random(4, 3, 3, 3)];
    const [bn6, bn5] = [norm(6), norm(5, batchNorm1d)];
    const [deep, line, full] = [random(12, 1, 3, 3), random(5, 2, 3), random(5, 7)];
    const [bn12, volume] = [norm(12), random(2, 1, 2, 2, 2)];
    const scale = random(2, 1, 1, 1);
    expect(merged((x) => bn6(conv2d(x, grouped, { groups: 2 })), random(1, 4, 6, 5))).toEqual([
      "conv2d batchNorm2d",
    ]);
    expect(merged((x) => bn12(depthwiseConv2d(x, deep)), random(1, 4, 6, 5))).toEqual(["conv2d batchNorm2d"]);
    const up = (x: Tensor): Tensor => bn6(convTranspose2d(x, transposed, { stride: 2, groups: 2 }));
    expect(merged(up, random(1, 4, 4, 3))).toEqual(["convTranspose2d batchNorm2d"]);
    expect(merged((x) => bn5(conv1d(x, line)), random(2, 2, 9))).toEqual(["conv1d batchNorm1d"]);
    expect(merged((x) => bn5(linear(x, full)), random(3, 7))).toEqual(["linear batchNorm1d"]);
    expect(merged((x) => mul(scale, conv3d(x, volume)), random(1, 1, 3, 4, 5))).toEqual(["conv3d mul"]);
  });

  test("constants beside it, on either side", () => {
    const c = random(8, 1, 1);
    const f = (x: Tensor): Tensor => div(sub(2, add(mul(sub(conv2d(x, w, simd), c), c), 1)), 3);
    expect(merged(f, x)).toEqual(["conv2d sub mul add sub div"]);
  });

  test("not where another reads the layer, its weights change, or the constant does not follow the channels", () => {
    const bn = norm(8);
    const both = (x: Tensor): Tensor => {
      const y = conv2d(x, w, simd);
      return mul(bn(y), y);
    };
    expect(merged(both, x)).toEqual(["conv2d", "batchNorm2d", "mul"]);
    expect(merged((x, w) => bn(conv2d(x, w, simd)), x, w)).toEqual(["conv2d", "batchNorm2d"]);
    expect(merged((x) => div(3, conv2d(x, w, simd)), add(square(x), 1))).toEqual(["conv2d", "div"]);
    const [rows, whole] = [random(9, 1), random(2, 8, 9, 7)];
    expect(merged((x) => mul(conv2d(x, w, simd), rows), x)).toEqual(["conv2d", "mul"]);
    expect(merged((x) => mul(conv2d(x, w, simd), whole), x)).toEqual(["conv2d", "mul"]);
    const full = random(5, 7);
    // [rows, channels, in]: the normalised channels are not the layer's.
    const bn4 = norm(4, batchNorm1d);
    expect(merged((x) => bn4(linear(x, full)), random(3, 4, 7))).toEqual(["linear", "batchNorm1d"]);
  });

  test("not of whole numbers, which would be wrapped", () => {
    const weight = tensor([3, 5], [1, 2], "int32");
    const f = (x: Tensor): Tensor => mul(linear(x, weight), 2 ** 30);
    expect(merged(f, tensor([1, 3, 4, 4], [2, 2], "int32"))).toEqual(["linear", "mul"]);
  });

  test("not where an algorithm was asked for", () => {
    const asked = (x: Tensor): Tensor =>
      batchNorm2d(conv2d(x, w, simd), b, b, {
        ...{ training: false, mean: b, variance: square(b) },
        ...{ algorithm: "definition" },
      });
    expect(merged(asked, x)).toEqual(["conv2d", "batchNorm2d"]);
  });

  test("not a scale that is no number: it would turn zeros into NaN", () => {
    const infinite = tensor([Number.POSITIVE_INFINITY]);
    const ones = random(1, 1, 1, 1);
    expect(merged((x) => mul(conv2d(x, ones, { algorithm: "simd" }), infinite), random(1, 1, 2, 2))).toEqual([
      "conv2d",
      "mul",
    ]);
  });
});

describe("activations and sums", () => {
  const [w, v] = [random(6, 4, 3, 3), random(6, 4, 1, 1)];
  const conv = (x: Tensor, weight = w): Tensor =>
    conv2d(x, weight, { padding: weight === w ? 1 : 0, algorithm: "simd" });
  const x = random(1, 4, 7, 6);

  test("clamps go into what is before, one after another", () => {
    expect(merged((x) => relu6(conv(x)), x)).toEqual(["conv2d relu6"]);
    expect(merged((x) => minimum(1, maximum(relu(conv(x)), 0.5)), x)).toEqual([
      "conv2d relu maximum minimum",
    ]);
    // Bounds that exclude each other.
    expect(merged((x) => maximum(relu6(conv(x)), 7), x)).toEqual(["conv2d relu6 maximum"]);
    expect(merged((x) => minimum(relu(conv(x)), -2), x)).toEqual(["conv2d relu minimum"]);
    expect(merged((x) => maximum(conv(x), Number.NaN), x)).toEqual(["conv2d", "maximum"]);
  });

  test("of the two sides of a sum the later adds the other", () => {
    const f = (x: Tensor): Tensor => relu(add(conv(x), conv(x, v)));
    expect(merged(f, x)).toEqual(["conv2d", "conv2d add relu"]);
  });

  test("a sum after an activation stays: the layer adds first and clamps then", () => {
    const square = random(4, 4, 1, 1);
    expect(merged((x) => add(relu(conv(x, square)), x), x)).toEqual(["conv2d relu", "add"]);
    expect(merged((x) => relu(add(x, conv(x, square))), x)).toEqual(["conv2d add relu"]);
  });

  test("a sum with what is computed later stays", () => {
    const f = (x: Tensor): Tensor => {
      const [first, second] = [conv(x), conv(x, v)];
      return add(add(first, second), mul(second, 2));
    };
    expect(merged(f, x)).toEqual(["conv2d", "conv2d", "add", "mul", "add"]);
  });

  test("nothing into a reshaped value, a stretched one, or one that is a result", () => {
    expect(merged((x) => relu(reshape(conv(x), [6, 42])), x)).toEqual(["conv2d", "reshape", "relu"]);
    const whole = random(6, 4, 7, 6);
    const stretched = (x: Tensor): Tensor => add(conv(x), conv2d(x, whole, { algorithm: "simd" }));
    expect(merged(stretched, x)).toEqual(["conv2d", "conv2d", "add"]);
    const net = compile(
      (x) => {
        const y = conv(x);
        return [y, relu(y)];
      },
      [x],
    );
    expect(net.plan.rows.map(({ merged }) => merged)).toEqual([[], []]);
    const [plain, positive] = net(x);
    assertClose(plain, conv(x));
    assertClose(positive, relu(conv(x)));
  });
});
