import { type Condition, defineFormula, type Formula } from "../define.js";

const guide = (section: string, relationship: number): string =>
  `Dumoulin & Visin 2016 (arXiv:1603.07285), ${section}, relationship ${relationship}`;

const unitStride: Condition = {
  holds: "s == 1",
  reason: "s={s}, but this relationship is for unit stride; for larger strides see tr.5, tr.6 and tr.7",
};
const noPadding = (other: string): Condition => ({
  holds: "p == 0",
  reason: `p={p}, but this relationship is for a convolution without padding; with padding see ${other}`,
});
const atMostFull: Condition = {
  holds: "p <= k - 1",
  reason:
    "p={p} is more than k − 1 = {k - 1}: the equivalent convolution would have padding p′ = k − p − 1 = {k - p - 1}, " +
    "and no padding is negative",
};
// Given i, the setting must be the one that restores it.
const comesFrom: Condition = {
  holds: "floor((i + 2 p - k) / s) + 1 == iPrime",
  reason: "a convolution of i={i} gives {floor((i + 2 p - k) / s) + 1}, not i′={iPrime}",
};
const multiple: Condition = {
  holds: "(i + 2 p - k) mod s == 0",
  reason:
    "i + 2p − k = {i + 2 p - k} is not a multiple of s={s}: from i′ alone the size {i - (i + 2 p - k) mod s} comes " +
    "back, not i={i}; tr.7 with α={(i + 2 p - k) mod s} restores it",
};
const alphaRange: Condition = {
  holds: "alpha < s",
  reason:
    "α={alpha} is not among 0 … s − 1 = {s - 1}: exactly s={s} input sizes share one i′, and α tells them apart",
};

// "Same kernel, unit stride" holds for every equivalent direct convolution.
const equivalent = (padding: string): string[] => ["kPrime = k", "sPrime = 1", `pPrime = ${padding}`];
const stretched = "iStretched = s * (iPrime - 1) + 1";

/** Section 7 of the notes: a convolution (k, s, p) and the size its transpose gives back. */
export const transposed: readonly Formula[] = [
  defineFormula({
    name: "tr.1",
    claim: "tr.1",
    statement: "No padding, unit stride: the transpose is a fully padded convolution.",
    expression: "oPrime = iPrime + (k - 1)",
    where: equivalent("k - 1"),
    optional: ["s", "p"],
    domain: [unitStride, noPadding("tr.2")],
    source: guide("§4.3", 8),
  }),
  defineFormula({
    name: "tr.2",
    claim: "tr.2",
    statement: "Padding, unit stride: what the convolution padded, its transpose pads less.",
    expression: "oPrime = iPrime + (k - 1) - 2 p",
    where: equivalent("k - p - 1"),
    optional: ["s"],
    domain: [unitStride, atMostFull],
    source: guide("§4.4", 9),
  }),
  defineFormula({
    name: "tr.3",
    claim: "tr.3",
    statement: "Half padding: the transpose of a half-padded convolution is half-padded and keeps the size.",
    expression: "oPrime = iPrime",
    where: equivalent("p"),
    optional: ["s"],
    domain: [
      unitStride,
      {
        holds: "k mod 2 == 1",
        reason: "k={k} is even, but half padding p = (k − 1)/2 is whole only for odd k",
      },
      { holds: "p == (k - 1) / 2", reason: "p={p}, but half padding of k={k} is (k − 1)/2 = {(k - 1) / 2}" },
    ],
    source: guide("§4.4.1", 10),
  }),
  defineFormula({
    name: "tr.4",
    claim: "tr.4",
    statement: "Full padding: the transpose of a fully padded convolution has no padding.",
    expression: "oPrime = iPrime - (k - 1)",
    where: equivalent("0"),
    optional: ["s"],
    domain: [
      unitStride,
      { holds: "p == k - 1", reason: "p={p}, but full padding of k={k} is k − 1 = {k - 1}" },
      {
        holds: "k <= iPrime",
        reason:
          "no fully padded convolution with k={k} gives i′={iPrime}: the smallest output, of i = 1, is {k}",
      },
    ],
    source: guide("§4.4.2", 11),
  }),
  defineFormula({
    name: "tr.5",
    claim: "tr.5",
    statement:
      "No padding, stride s: s − 1 zeros between inputs, so the kernel moves at a fraction of a stride.",
    expression: "oPrime = s * (iPrime - 1) + k",
    where: [stretched, ...equivalent("k - 1")],
    optional: ["p", "i"],
    domain: [
      noPadding("tr.6"),
      {
        holds: "(i - k) mod s == 0",
        reason:
          "i − k = {i - k} is not a multiple of s={s}: from i′ alone the size {i - (i - k) mod s} comes back, not " +
          "i={i}; tr.7 with α={(i - k) mod s} restores it",
      },
      {
        holds: "floor((i - k) / s) + 1 == iPrime",
        reason: "a convolution of i={i} gives {floor((i - k) / s) + 1}, not i′={iPrime}",
      },
    ],
    source: guide("§4.5", 12),
  }),
  defineFormula({
    name: "tr.6",
    claim: "tr.6",
    statement:
      "Padding and stride, where the last window ends exactly at the end: i + 2p − k is a multiple of s.",
    expression: "oPrime = s * (iPrime - 1) + k - 2 p",
    where: [stretched, ...equivalent("k - p - 1")],
    optional: ["i"],
    domain: [atMostFull, multiple, comesFrom],
    source: guide("§4.6", 13),
  }),
  defineFormula({
    name: "tr.7",
    claim: "tr.7",
    statement:
      "Padding and stride in general: s input sizes share one i′, and α says which of them comes back. The equivalent " +
      "convolution sees α more zeros at the end (bottom and right).",
    expression: "oPrime = s * (iPrime - 1) + alpha + k - 2 p",
    where: [stretched, ...equivalent("k - p - 1")],
    optional: ["i"],
    domain: [
      alphaRange,
      atMostFull,
      comesFrom,
      {
        holds: "alpha == (i + 2 p - k) mod s",
        reason: "i={i} has α = (i + 2p − k) mod s = {(i + 2 p - k) mod s}, not α={alpha}",
      },
    ],
    source: guide("§4.6", 14),
  }),
  defineFormula({
    name: "tr.alpha",
    claim: "tr.7",
    statement: "The α that an input size i has among the s sizes that share its output size.",
    expression: "alpha = (i + 2 p - k) mod s",
    domain: [
      {
        holds: "k <= i + 2 p",
        reason: "the kernel of {k} is larger than the padded input i + 2p = {i + 2 p}, so it fits nowhere",
      },
    ],
    source: guide("§4.6", 14),
  }),
  defineFormula({
    name: "tr.emulate",
    claim: "tr.emulate",
    statement:
      "The size rule of a unit-stride convolution over the stretched input: the same output as tr.7.",
    expression: "oPrime = (iStretched + alpha - kPrime) + 2 pPrime + 1",
    where: [stretched, ...equivalent("k - p - 1")],
    domain: [alphaRange, atMostFull],
    source: `${guide("§4.6", 14)} by relationship 2`,
  }),
  defineFormula({
    name: "tr.size",
    claim: "tr.7",
    statement:
      "Output size of a transposed convolution in libraries: dilation counts, and outputPadding stands for α.",
    expression: "oPrime = s * (iPrime - 1) + kHat - 2 p + outputPadding",
    where: ["kHat = k + (k - 1) (d - 1)"],
    domain: [
      {
        holds: "outputPadding < max(s, d)",
        reason:
          "outputPadding={outputPadding} must be less than the larger of stride s={s} and dilation d={d}; Keras asks " +
          "for less than the stride",
      },
    ],
    source: "PyTorch, ConvTranspose2d, “Shape”",
  }),
  defineFormula({
    name: "tr.same",
    claim: "tr.7",
    statement:
      'Output size of a transposed convolution with "same" padding: the adjoint of conv.same over that size.',
    expression: "oPrime = s * iPrime",
    domain: [],
    source: "TensorFlow, tf.nn.conv2d_transpose; ONNX, ConvTranspose, auto_pad",
  }),
];
