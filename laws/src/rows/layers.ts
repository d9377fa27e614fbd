import * as c from "@convkit/conv";
import { mul, ones, randn } from "@convkit/tensor";
import fc from "fast-check";
import { build, type Nd, total } from "../nd.js";
import type { InputMaker, Row } from "../row.js";

/** Normal values with deviation 4, so that hard activations show all their pieces. */
const wide: InputMaker = {
  shape: [3, 4],
  make: (seed, dtype) => mul(randn([3, 4], { seed, dtype }), 4),
};

/** A row for an activation of a [3, 4] array. */
const activation = (op: Row["op"], f: (x: number) => number, options?: object): Row => ({
  op,
  inputs: [wide],
  options,
  output: [3, 4],
  cost: { other: 12 },
  reference: ([x]) => build([3, 4], (i, j) => f(x.at(i, j))),
  empty: { inputs: [[0, 4]], output: [0, 4] },
});

const sigmoid = (x: number): number => Math.exp(x) / (Math.exp(x) + 1);

/** ∫ of the standard normal density from 0 to x by Simpson's rule. */
function normalArea(x: number): number {
  const n = 2000;
  const h = x / n;
  const density = (t: number): number => Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI);
  const weight = (i: number): number => (i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2);
  return (h / 3) * total([n + 1], (i) => weight(i) * density(i * h));
}

const activations: Row[] = [
  activation(c.leakyRelu, (x) => Math.max(x, 0) + 0.01 * Math.min(x, 0)),
  activation(c.leakyRelu, (x) => Math.max(x, 0) - 0.5 * Math.min(x, 0), { slope: -0.5 }),
  activation(c.elu, (x) => Math.max(x, 0) + Math.min(0, Math.exp(x) - 1)),
  activation(c.elu, (x) => Math.max(x, 0) + 2 * Math.min(0, Math.exp(x) - 1), { alpha: 2 }),
  activation(c.sigmoid, sigmoid),
  activation(c.softplus, (x) => Math.log(1 + Math.exp(x))),
  activation(c.silu, (x) => x * sigmoid(x)),
  activation(c.relu6, (x) => (x < 0 ? 0 : Math.min(x, 6))),
  activation(c.hardSigmoid, (x) => (x < -3 ? 0 : x > 3 ? 1 : x / 6 + 0.5)),
  activation(c.hardSwish, (x) => (x < -3 ? 0 : x > 3 ? x : (x * (x + 3)) / 6)),
  activation(c.erf, (x) => 2 * normalArea(x * Math.SQRT2)),
  activation(c.gelu, (x) => x * (0.5 + normalArea(x))),
  activation(c.gelu, (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))), {
    approximate: "tanh",
  }),
];

const softmaxes: Row[] = [c.softmax, c.logSoftmax].map((op) => ({
  op,
  inputs: [[2, 3, 4]],
  options: { axis: 1 },
  output: [2, 3, 4],
  cost: { other: 5 * 24 },
  reference: ([x]) =>
    build([2, 3, 4], (i, j, k) => {
      const share = Math.exp(x.at(i, j, k)) / total([3], (other) => Math.exp(x.at(i, other, k)));
      return op === c.softmax ? share : Math.log(share);
    }),
  empty: { inputs: [[0, 3, 4]], output: [0, 3, 4] },
}));

const linear: Row = {
  op: c.linear,
  inputs: [
    [2, 5, 3],
    [4, 3],
  ],
  output: [2, 5, 4],
  cost: { macs: 120 },
  reference: ([x, w, b]) =>
    build([2, 5, 4], (n, i, o) => total([3], (k) => x.at(n, i, k) * w.at(o, k)) + (b?.at(o) ?? 0)),
  linear: "separately",
  empty: {
    inputs: [
      [0, 3],
      [4, 3],
    ],
    output: [0, 4],
  },
};

const linears: Row[] = [
  linear,
  {
    ...linear,
    call: ([x, w, bias]) => c.linear(x, w, { bias }),
    inputs: [[2, 5, 3], [4, 3], [4]],
    cost: { macs: 120, other: 40 },
    linear: undefined,
    empty: { inputs: [[0, 3], [4, 3], [4]], output: [0, 4] },
  },
];

const dropout: Row = {
  op: c.dropout,
  inputs: [[3, 4]],
  options: { rate: 0.4, seed: 5 },
  output: [3, 4],
  cost: { other: 12 },
  reference([x], options) {
    const kept = c.dropout(ones([3, 4], "float64"), options).data; // which ones is chance: see dropout.test.ts
    return build([3, 4], (i, j) => (kept[4 * i + j] === 0 ? 0 : x.at(i, j) / 0.6));
  },
  linear: "jointly",
  empty: { inputs: [[0, 4]], output: [0, 4] },
};

/** Linear interpolation as a sum over all pixels, each with a hat of its own around it. */
function upsampled(x: Nd, size: readonly number[], options: { mode?: string; alignCorners?: boolean }): Nd {
  const [samples, channels, ...from] = x.shape;
  const weight = (axis: number, to: number, pixel: number): number => {
    const ratio = from[axis] / size[axis];
    if (options.mode !== "linear") return Number(pixel === Math.floor(to * ratio));
    const aligned = size[axis] === 1 ? 0 : (to * (from[axis] - 1)) / (size[axis] - 1);
    const place = options.alignCorners ? aligned : (to + 0.5) * ratio - 0.5;
    return Math.max(0, 1 - Math.abs(Math.min(Math.max(place, 0), from[axis] - 1) - pixel));
  };
  return build([samples, channels, ...size], (n, ch, ...to) =>
    total(from, (...pixel) =>
      pixel.reduce((product, at, axis) => product * weight(axis, to[axis], at), x.at(n, ch, ...pixel)),
    ),
  );
}

const upsample = (options: object, other: number): Row => ({
  op: c.upsample,
  inputs: [[2, 3, 4, 3]],
  options: { ...options, size: [6, 2] },
  output: [2, 3, 6, 2],
  cost: { other },
  reference: ([x], { size, ...rest }) => upsampled(x, size, rest),
  linear: "jointly",
  empty: { inputs: [[0, 3, 4, 3]], output: [0, 3, 6, 2] },
  arbitrary: fc
    .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((sizes) => ({
      inputs: [[2, 1, ...sizes.map(([from]) => from)]],
      options: { ...options, size: sizes.map(([, to]) => to) },
    })),
});

export const layerRows: Row[] = [
  ...activations,
  ...softmaxes,
  ...linears,
  dropout,
  upsample({}, 0),
  upsample({ mode: "linear" }, 2 * 4 * 72),
  upsample({ mode: "linear", alignCorners: true }, 2 * 4 * 72),
];
