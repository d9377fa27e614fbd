import { defineFormula, type Formula } from "../define.js";

/** Section 8 of the notes: dilated convolution. */
export const dilated: readonly Formula[] = [
  defineFormula({
    name: "dil.k",
    claim: "dil.k",
    statement:
      "Positions a dilated kernel spans: d − 1 holes in each of its k − 1 gaps; d = 1 is the ordinary kernel.",
    expression: "kHat = k + (k - 1) (d - 1)",
    domain: [],
    source: "Dumoulin & Visin 2016 (arXiv:1603.07285), §5.1",
  }),
  defineFormula({
    name: "dil.size",
    claim: "dil.size",
    statement: "Output size of a dilated convolution: the ordinary rule with the effective kernel size.",
    expression: "o = floor((i + 2 p - k - (k - 1) (d - 1)) / s) + 1",
    where: ["kHat = k + (k - 1) (d - 1)"],
    domain: [
      {
        holds: "kHat <= i + 2 p",
        reason:
          "the effective kernel of {kHat} (kernel {k}, dilation {d}) is larger than the padded input " +
          "i + 2p = {i + 2 p}, so it fits nowhere",
      },
    ],
    source: "Dumoulin & Visin 2016 (arXiv:1603.07285), §5.1, relationship 15",
  }),
  defineFormula({
    name: "dil.stack",
    claim: "dil.stack",
    statement:
      "Receptive field of L layers of stride 1 with dilations 1, 2, 4, …: it doubles with each layer, " +
      "while every layer keeps k taps along an axis.",
    expression: "r = 1 + (k - 1) (2 ^ L - 1)",
    domain: [],
    source: "Yu & Koltun 2016 (arXiv:1511.07122), §2",
  }),
];
