import { expect, test } from "vitest";
import { evaluate } from "./index.js";

test("CS231n's example of a setting that does not fit: W=10, F=3, P=0, S=2", () => {
  expect(evaluate("conv.size", { W: 10, F: 3, P: 0, S: 2 })).toEqual({
    inDomain: false,
    reason:
      "conv.size: the stride S=2 does not divide W − F + 2P = 7, so the size would be 4.5; CS231n calls this " +
      "invalid, libraries round down to 4 and leave 1 of the 10 padded positions unread (1 more on one side would " +
      "complete another window)",
    near: [
      { change: { W: 9 }, value: 4 },
      { change: { W: 11 }, value: 5 },
      { change: { F: 2 }, value: 5 },
      { change: { F: 4 }, value: 4 },
      { change: { S: 1 }, value: 8 },
      { change: { S: 7 }, value: 2 },
    ],
  });
});

test("AlexNet's 224, which only 227 makes whole, and no symmetric padding does", () => {
  const result = evaluate("conv.size", { W: 224, F: 11, P: 0, S: 4 });
  expect(result.inDomain === false && result.near).toEqual([
    { change: { W: 223 }, value: 54 },
    { change: { F: 12 }, value: 54 },
    { change: { S: 3 }, value: 72 },
    { change: { W: 227 }, value: 55 },
    { change: { F: 8 }, value: 55 },
  ]);
});

const reasons: [name: string, values: Record<string, number>, reason: string][] = [
  [
    "conv.size",
    { W: 4, F: 6, P: 0, S: 1 },
    "the window of 6 is larger than the padded input W + 2P = 4, so it fits nowhere",
  ],
  [
    "conv.floor",
    { W: 4, F: 7, P: 1, S: 2 },
    "the window of 7 is larger than the padded input W + 2P = 6, so it fits nowhere",
  ],
  [
    "conv.size",
    { W: 10, F: 3, P: 0, S: 0 },
    "S=0 must be an integer of at least 1 (stride, how far a window moves on, in positions)",
  ],
  [
    "conv.size",
    { W: 10, F: 3, P: 0, S: 1.5 },
    "S=1.5 must be an integer of at least 1 (stride, how far a window moves on, in positions)",
  ],
  [
    "conv.floor",
    { W: 10, F: 0, P: 0, S: 1 },
    "F=0 must be an integer of at least 1 (kernel or pooling window size, in positions)",
  ],
  [
    "conv.floor",
    { W: 10, F: 3, P: -1, S: 1 },
    "P=-1 must be an integer of at least 0 (zero padding on each side, in positions)",
  ],
  [
    "im2col.complexity",
    { W: 46341, F: 1, P: 0, S: 1, D: 3e6, K: 3 },
    "MACs=19327394529000000 is beyond 2^53 − 1, where counts stop being exact",
  ],
  [
    "dil.size",
    { i: 4, k: 3, d: 2, s: 2, p: 0 },
    "the effective kernel of 5 (kernel 3, dilation 2) is larger than the padded input i + 2p = 4, so it fits nowhere",
  ],
  [
    "dil.k",
    { k: 3, d: 0 },
    "d=0 must be an integer of at least 1 (dilation, the distance of neighbouring taps, in positions)",
  ],
  [
    "pool.size",
    { W: 7, F: 2, S: 2 },
    "the stride S=2 does not divide W − F = 5, so the size would be 3.5; libraries round down to 3 and leave 1 of 7 " +
      "positions unread, or round up to 4 and let the last window hang over the end",
  ],
  [
    "pool.size",
    { W: 8, F: 2, S: 2, P: 1 },
    "P=1, but this relationship is for pooling without padding; see pool.ceil",
  ],
  ["pool.floor", { W: 2, F: 3, S: 2 }, "the window of 3 is larger than the input of 2, so it fits nowhere"],
  [
    "pool.ceil",
    { W: 8, F: 2, S: 2, P: 2 },
    "padding P=2 is not below the window F=2, so the first window holds no input",
  ],
  [
    "pool.ceil",
    { W: 1, F: 3, S: 2, P: 0 },
    "the window of 3 exceeds the padded input W + 2P = 1 by a whole stride of 2 or more",
  ],
  [
    "tr.1",
    { iPrime: 4, k: 3, s: 2 },
    "s=2, but this relationship is for unit stride; for larger strides see tr.5, tr.6 and tr.7",
  ],
  [
    "tr.1",
    { iPrime: 4, k: 3, p: 1 },
    "p=1, but this relationship is for a convolution without padding; with padding see tr.2",
  ],
  [
    "tr.2",
    { iPrime: 9, k: 3, p: 3 },
    "p=3 is more than k − 1 = 2: the equivalent convolution would have padding p′ = k − p − 1 = -1, and no padding " +
      "is negative",
  ],
  ["tr.3", { iPrime: 5, k: 4, p: 1 }, "k=4 is even, but half padding p = (k − 1)/2 is whole only for odd k"],
  ["tr.3", { iPrime: 5, k: 5, p: 1 }, "p=1, but half padding of k=5 is (k − 1)/2 = 2"],
  ["tr.4", { iPrime: 5, k: 3, p: 1 }, "p=1, but full padding of k=3 is k − 1 = 2"],
  [
    "tr.4",
    { iPrime: 2, k: 3, p: 2 },
    "no fully padded convolution with k=3 gives i′=2: the smallest output, of i = 1, is 3",
  ],
  [
    "tr.5",
    { iPrime: 2, k: 3, s: 2, i: 6 },
    "i − k = 3 is not a multiple of s=2: from i′ alone the size 5 comes back, not i=6; tr.7 with α=1 restores it",
  ],
  ["tr.5", { iPrime: 3, k: 3, s: 2, i: 5 }, "a convolution of i=5 gives 2, not i′=3"],
  [
    "tr.6",
    { iPrime: 3, k: 3, s: 2, p: 1, i: 6 },
    "i + 2p − k = 5 is not a multiple of s=2: from i′ alone the size 5 comes back, not i=6; tr.7 with α=1 restores it",
  ],
  ["tr.6", { iPrime: 4, k: 3, s: 2, p: 1, i: 5 }, "a convolution of i=5 gives 3, not i′=4"],
  [
    "tr.6",
    { iPrime: 1, k: 2, s: 2, p: 1 },
    "o′=0 must be an integer of at least 1 (output size of the transposed convolution, in positions)",
  ],
  [
    "tr.7",
    { iPrime: 3, k: 3, s: 2, p: 1, alpha: 2 },
    "α=2 is not among 0 … s − 1 = 1: exactly s=2 input sizes share one i′, and α tells them apart",
  ],
  ["tr.7", { iPrime: 3, k: 3, s: 2, p: 1, alpha: 0, i: 6 }, "i=6 has α = (i + 2p − k) mod s = 1, not α=0"],
  [
    "tr.size",
    { iPrime: 3, k: 3, s: 1, d: 1, p: 0, outputPadding: 1 },
    "outputPadding=1 must be less than the larger of stride s=1 and dilation d=1; Keras asks for less than the stride",
  ],
];

test.each(reasons)("%s %j says why not", (name, values, reason) => {
  expect(evaluate(name, values)).toMatchObject({ inDomain: false, reason: `${name}: ${reason}` });
});

test("α: with s=3, three input sizes share i′=4, and each has its own α", () => {
  const restored = [0, 1, 2].map((alpha) => evaluate("tr.7", { iPrime: 4, k: 5, s: 3, p: 2, alpha }));
  expect(restored.map((one) => one.inDomain && one.value)).toEqual([10, 11, 12]);
});

test("two faults at once: no single change helps, and none is proposed", () => {
  expect(evaluate("tr.4", { iPrime: 3, k: 3, p: 0, s: 2 })).toMatchObject({ inDomain: false, near: [] });
});
