import { defineFormula, type Formula } from "../define.js";

const fits = {
  holds: "F <= W + 2 P",
  reason: "the window of {F} is larger than the padded input W + 2P = {W + 2 P}, so it fits nowhere",
};

/** Section 1 of the notes: sizes of a convolution, and the cost of lowering it to a matrix product. */
export const convolution: readonly Formula[] = [
  defineFormula({
    name: "conv.size",
    claim: "conv.size",
    statement: "Output size of a convolution whose windows end exactly at the end of the padded input.",
    expression: "W2 = (W - F + 2 P) / S + 1",
    domain: [
      fits,
      {
        holds: "(W - F + 2 P) mod S == 0",
        reason:
          "the stride S={S} does not divide W − F + 2P = {W - F + 2 P}, so the size would be " +
          "{(W - F + 2 P) / S + 1}; CS231n calls this invalid, libraries round down to " +
          "{floor((W - F + 2 P) / S) + 1} and leave {(W - F + 2 P) mod S} of the {W + 2 P} padded positions unread " +
          "({S - (W - F + 2 P) mod S} more on one side would complete another window)",
      },
    ],
    source: "CS231n, Convolutional Networks, “Spatial arrangement”",
  }),
  defineFormula({
    name: "conv.floor",
    claim: "conv.size",
    statement: "Output size as libraries take it: what is too short for another window stays unread.",
    expression: "W2 = floor((W - F + 2 P) / S) + 1",
    domain: [fits],
    source: "Dumoulin & Visin 2016 (arXiv:1603.07285), §2.4, relationship 6",
  }),
  defineFormula({
    name: "conv.unread",
    claim: "conv.size",
    statement:
      "Positions at the end of the padded input that the rounding in conv.floor leaves outside every window.",
    expression: "unread = (W - F + 2 P) mod S",
    domain: [fits],
    source:
      "Dumoulin & Visin 2016 (arXiv:1603.07285), §2.3: the last step need not reach the end of the input",
  }),
  defineFormula({
    name: "conv.same",
    claim: "conv.size",
    statement: 'Output size with "same" padding, whatever the kernel and dilation.',
    expression: "o = ceil(i / s)",
    domain: [],
    source: "TensorFlow, tf.nn, “SAME padding”; ONNX, Conv, auto_pad",
  }),
  defineFormula({
    name: "conv.same.padding",
    claim: "conv.size",
    statement:
      'Least padding, both sides together, that gives the "same" size; an odd one stands at the end.',
    expression: "pTotal = max(0, (o - 1) s + kHat - i)",
    where: ["o = ceil(i / s)", "kHat = k + (k - 1) (d - 1)"],
    domain: [],
    source: "TensorFlow, tf.nn, “SAME padding”",
  }),
  defineFormula({
    name: "im2col.memory",
    claim: "im2col.memory",
    statement: "Factor by which im2col enlarges a square input; the depth cancels.",
    expression: "expansion = F ^ 2 W2 ^ 2 / W ^ 2",
    where: ["W2 = floor((W - F + 2 P) / S) + 1"],
    domain: [fits],
    source: "Chellapilla, Puri & Simard 2006, High performance convolutional neural networks, §3.1",
  }),
  defineFormula({
    name: "im2col.complexity",
    claim: "im2col.complexity",
    statement:
      "Multiply-adds of a convolution: of the direct loop and of the product [K, F²D] · [F²D, W₂²] alike, " +
      "so lowering saves none.",
    expression: "macs = K * (F ^ 2 D) W2 ^ 2",
    where: ["W2 = floor((W - F + 2 P) / S) + 1"],
    domain: [fits],
    source: "CS231n, Convolutional Networks, “Implementation as Matrix Multiplication”",
  }),
];
