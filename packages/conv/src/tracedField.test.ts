import {
  add,
  concat,
  flip,
  matmul,
  pad,
  randn,
  relu,
  slice,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adaptiveAvgPool,
  avgPool2d,
  channelShuffle,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  flatten,
  globalAvgPool,
  linear,
  localResponseNorm,
  maxPool1d,
  maxPool2d,
  receptiveField,
  upsample,
} from "./index.js";

const w1 = (k: number): Tensor => zeros([1, 1, k]);
const w2 = (kh: number, kw = kh): Tensor => zeros([1, 1, kh, kw]);

describe("published numbers", () => {
  test("F79: VGG-16 features see 212, as in the list form", () => {
    const vgg = (x: Tensor): Tensor => {
      let y = x;
      for (const convs of [2, 2, 3, 3, 3]) {
        for (let i = 0; i < convs; i++) y = relu(conv2d(y, w2(3), { padding: 1 }));
        y = maxPool2d(y, { kernel: 2 });
      }
      return y;
    };
    const { size, jump, start } = receptiveField(vgg, [1, 1, 64, 96]);
    expect({ size, jump, start }).toEqual({ size: 212, jump: 32, start: -90 });
  });

  test("F78: dilation counts, in size and start", () => {
    const f = (x: Tensor): Tensor => conv1d(conv1d(x, w1(3), { dilation: 2, padding: 2 }), w1(3));
    expect(receptiveField(f, [1, 1, 20])).toMatchObject({ size: 7, jump: 1, start: -2 });
  });

  // Araujo, Norris & Sim 2019, table 1, for ResNet-50 with the stride in the first 1 × 1: 483. With the stride
  // in the 3 × 3, three of these work at half the jump: 2·(4 + 8 + 16) less.
  test.each([
    ["1 × 1", 483],
    ["3 × 3", 427],
  ])("ResNet-50 with the stride in the %s sees %d: the longest way counts", (where, size) => {
    const block = (x: Tensor, stride: number): Tensor => {
      const [first, second] = where === "1 × 1" ? [stride, 1] : [1, stride];
      const reduced = conv2d(x, w2(1), { stride: first });
      const main = conv2d(conv2d(reduced, w2(3), { stride: second, padding: 1 }), w2(1));
      return relu(add(main, stride === 1 ? x : conv2d(x, w2(1), { stride })));
    };
    const resnet = (x: Tensor): Tensor => {
      let y = maxPool2d(conv2d(x, w2(7), { stride: 2, padding: 3 }), { kernel: 3, stride: 2, padding: 1 });
      for (const [blocks, stride] of [
        [3, 1],
        [4, 2],
        [6, 2],
        [3, 2],
      ])
        for (let i = 0; i < blocks; i++) y = block(y, i === 0 ? stride : 1);
      return y;
    };
    expect(receptiveField(resnet, [1, 1, 224, 224])).toMatchObject({ size, jump: 32, notes: [] });
  });
});

test("F80: branches give their union, and disagreements are reported", () => {
  const beside = (x: Tensor): Tensor =>
    concat([conv1d(x, w1(3), { padding: 1 }), conv1d(x, w1(5), { padding: 2 })], 1);
  expect(receptiveField(beside, [1, 1, 12])).toMatchObject({ size: 5, start: -2, notes: [] });
  const apart = (x: Tensor): Tensor =>
    add(conv1d(x, w1(3), { padding: 1, stride: 2 }), maxPool1d(x, { kernel: 2 }));
  expect(receptiveField(apart, [1, 1, 12])).toMatchObject({
    size: 3,
    jump: 2,
    start: -1,
    notes: ["add joins branches whose first centres along the length differ: 0 and 0.5"],
  });
});

test("axes that differ are listed", () => {
  const f = (x: Tensor): Tensor => conv2d(x, w2(3, 5), { stride: [2, 1] });
  const field = receptiveField(f, [1, 1, 9, 9]);
  expect(field).toMatchObject({ size: [3, 5], jump: [2, 1], start: 0 });
  expect(field.axes[1]).toEqual({ size: 5, jump: 1, start: 0 });
});

test("transposed convolution and resampling have jumps below 1", () => {
  const up = (x: Tensor): Tensor => convTranspose1d(x, w1(4), { stride: 2, padding: 1 });
  expect(receptiveField(up, [1, 1, 6])).toMatchObject({ size: 2, jump: 0.5, start: -1 });
  const smooth = (x: Tensor): Tensor => conv1d(upsample(x, { scale: 2 }), w1(3), { padding: 1 });
  expect(receptiveField(smooth, [1, 1, 6])).toMatchObject({ size: 2, jump: 0.5 });
});

test("whole maps: global pooling, adaptive pooling, flattening", () => {
  const head = (x: Tensor): Tensor => linear(flatten(globalAvgPool(conv2d(x, w2(3)))), zeros([2, 1]));
  expect(receptiveField(head, [1, 1, 9, 7]).size).toEqual([9, 7]);
  expect(receptiveField((x) => linear(flatten(x), zeros([3, 24])), [2, 4, 3, 2]).size).toEqual([3, 2]);
  expect(receptiveField((x) => adaptiveAvgPool(x, { outputSize: 2 }), [1, 1, 5])).toMatchObject({
    size: 3,
    jump: 2.5,
  });
});

test("padding, cropping, channel shuffles and normalisation are followed", () => {
  const f = (x: Tensor): Tensor =>
    slice(
      localResponseNorm(
        channelShuffle(
          pad(x, [
            [0, 0],
            [0, 0],
            [2, 0],
          ]),
          { groups: 2 },
        ),
        { size: 3 },
      ),
      {
        begin: [0, 0, 1],
        step: [1, 1, 3],
      },
    );
  expect(receptiveField(f, [1, 4, 9])).toMatchObject({ size: 1, jump: 3, start: -1 });
});

/** The widest range of input positions that a result depends on, found by putting NaN at each. */
function probed(f: (x: Tensor) => Tensor, shape: readonly number[], axis: number): number {
  const y = f(zeros(shape));
  const after = y.shape.slice(2 + axis + 1).reduce((size, extent) => size * extent, 1);
  const seen = Array.from({ length: y.shape[2 + axis] }, (): number[] => []);
  for (let at = 0; at < shape[2 + axis]; at++) {
    const x = new Float32Array(shape.reduce((size, extent) => size * extent, 1));
    const inner = shape.slice(2 + axis + 1).reduce((size, extent) => size * extent, 1);
    x.forEach((_, i) => {
      if (Math.floor(i / inner) % shape[2 + axis] === at) x[i] = Number.NaN;
    });
    f(tensor(x, shape)).data.forEach((value: number, i: number) => {
      if (Number.isNaN(value)) seen[Math.floor(i / after) % seen.length].push(at);
    });
  }
  return Math.max(...seen.map((positions) => Math.max(...positions) - Math.min(...positions) + 1));
}

const layer = fc.oneof(
  fc.record({
    kind: fc.constant("conv"),
    k: fc.integer({ min: 1, max: 3 }),
    s: fc.constantFrom(1, 2),
    d: fc.constantFrom(1, 2),
  }),
  fc.record({
    kind: fc.constant("pool"),
    k: fc.integer({ min: 1, max: 3 }),
    s: fc.constantFrom(1, 2),
    d: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant("transposed"),
    k: fc.integer({ min: 2, max: 3 }),
    s: fc.constantFrom(1, 2),
    d: fc.constant(1),
  }),
  fc.record({ kind: fc.constant("upsample"), k: fc.constant(2), s: fc.constant(1), d: fc.constant(1) }),
);

test("agrees with what NaN reaches, for random chains with a branch", () => {
  fc.assert(
    fc.property(fc.array(layer, { minLength: 1, maxLength: 3 }), (layers) => {
      const f = (x: Tensor): Tensor => {
        let y = x;
        for (const { kind, k, s, d } of layers) {
          const w = randn([1, 1, k, 1], { seed: k });
          const [stride, dilation] = [
            [s, 1],
            [d, 1],
          ];
          if (kind === "conv") y = conv2d(y, w, { stride, dilation });
          else if (kind === "pool") y = avgPool2d(y, { kernel: [k, 1], stride });
          else if (kind === "transposed") y = convTranspose2d(y, w, { stride });
          else y = upsample(y, { scale: [k, 1] });
        }
        const same = conv2d(y, randn([1, 1, 3, 1], { seed: 9 }), { padding: [1, 0] });
        return add(y, same);
      };
      const shape = [1, 1, 40, 1];
      expect(receptiveField(f, shape).axes[0].size).toBe(probed(f, shape, 0));
    }),
    { numRuns: 60, seed: 1 },
  );
});

describe("errors", () => {
  test.each([
    [
      () => receptiveField((x) => flip(x), [1, 1, 4]),
      "receptiveField: flip turns positions round but its positions cannot be followed; trace the part of the function before it",
    ],
    [
      () => receptiveField((x) => transpose(x, [0, 1, 3, 2]), [1, 1, 4, 4]),
      "receptiveField: transpose moves spatial axes but its positions cannot be followed; trace the part of the function before it",
    ],
    [
      () => receptiveField((x) => matmul(x, zeros([4, 3])), [1, 1, 4, 4]),
      "receptiveField: matmul makes 3 positions of 4 but its positions cannot be followed; trace the part of the function before it",
    ],
    [
      () => receptiveField(() => zeros([1]), [1, 1, 4]),
      "receptiveField: the result of f of shape [1] does not depend on its argument but must be computed from it",
    ],
    [
      () => receptiveField((x) => x, [4, 4]),
      "receptiveField: inputShape is [4, 4] but must be [N, C, …1 to 3 spatial sizes]",
    ],
  ])("%#", (f, message) => {
    expect(f).toThrow(message);
  });
});
