import { defineFormula, type Formula } from "../define.js";

const fits = {
  holds: "F <= W",
  reason: "the window of {F} is larger than the input of {W}, so it fits nowhere",
};

/** Section 2 of the notes: sizes of pooling. Every axis alike; depth stays. */
export const pooling: readonly Formula[] = [
  defineFormula({
    name: "pool.size",
    claim: "pool.size",
    statement:
      "Output size of pooling whose windows end exactly at the end of the input; no padding, no parameters.",
    expression: "W2 = (W - F) / S + 1",
    optional: ["P"],
    domain: [
      {
        holds: "P == 0",
        reason: "P={P}, but this relationship is for pooling without padding; see pool.ceil",
      },
      fits,
      {
        holds: "(W - F) mod S == 0",
        reason:
          "the stride S={S} does not divide W − F = {W - F}, so the size would be {(W - F) / S + 1}; libraries round " +
          "down to {floor((W - F) / S) + 1} and leave {(W - F) mod S} of {W} positions unread, or round up to " +
          "{ceil((W - F) / S) + 1} and let the last window hang over the end",
      },
    ],
    source: "CS231n, Convolutional Networks, “Pooling Layer”",
  }),
  defineFormula({
    name: "pool.floor",
    claim: "pool.size",
    statement:
      "Output size of pooling as libraries take it: what is too short for another window stays unread.",
    expression: "W2 = floor((W - F) / S) + 1",
    domain: [fits],
    source: "Dumoulin & Visin 2016 (arXiv:1603.07285), §3, relationship 7",
  }),
  defineFormula({
    name: "pool.ceil",
    claim: "pool.size",
    statement:
      "Output size rounded up (ceilMode): the last window may hang over the end, but must start in the input or its " +
      "first padding.",
    expression: "W2 = min(ceil((W - F + 2 P) / S), ceil((W + P) / S) - 1) + 1",
    domain: [
      {
        holds: "P < F",
        reason: "padding P={P} is not below the window F={F}, so the first window holds no input",
      },
      {
        holds: "W + 2 P - F > -S",
        reason:
          "the window of {F} exceeds the padded input W + 2P = {W + 2 P} by a whole stride of {S} or more",
      },
    ],
    source: "PyTorch, pooling_output_shape: windows that would start in the end padding are dropped",
  }),
  defineFormula({
    name: "pool.75",
    claim: "pool.75",
    statement: "Share of the activations that pooling drops; three quarters for 2×2 windows of stride 2.",
    expression: "discarded = 1 - (W2 / W) ^ 2",
    where: ["W2 = floor((W - F) / S) + 1"],
    domain: [fits],
    source: "CS231n, Convolutional Networks, “Pooling Layer”",
  }),
];
