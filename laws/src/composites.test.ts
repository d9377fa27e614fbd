import * as c from "@convkit/conv";
import type { Tensor } from "@convkit/tensor";
import { describe, test } from "vitest";
import { empty } from "./laws/empty.js";
import { gradient } from "./laws/gradient.js";
import { partial } from "./laws/partial.js";
import { precision } from "./laws/precision.js";
import { pure } from "./laws/pure.js";
import { shape } from "./laws/shape.js";
import { value } from "./laws/value.js";
import { build, each, type Nd, total } from "./nd.js";
import { indices, type Row } from "./row.js";
import { conv, type Settings } from "./slidingWindow.js";

// Functions made of several operations have no record and no cost of their own; the other laws hold for them.

type Composite = Omit<Row, "op"> & { f: (...args: any[]) => Tensor; holds?: number[] };

/** A row, with just so much of a record as the laws read. `holds` lists the inputs without a gradient. */
function rowOf({ f, holds = [], ...row }: Composite): Row {
  const inputs = row.inputs.map((_, index) =>
    holds.includes(index) ? { name: `${index}`, differentiable: false as const } : { name: `${index}` },
  );
  const operation = { name: f.name, inputs } as unknown as Row["op"]["operation"];
  const apply = (...args: any[]): Tensor => f(...args);
  return { ...row, op: Object.assign(apply, { operation }) };
}

const logShare = (x: Nd, n: number, label: number, position: number): number =>
  x.at(n, label, position) - Math.log(total([4], (other) => Math.exp(x.at(n, other, position))));

const none = [0, 0] as const;
const plain: Settings = { stride: [1, 1], padding: [none, none], dilation: [1, 1] };
const odd: Settings = { stride: [1, 2], padding: [[1, 0], none], dilation: [2, 1] };

/** The naive convolution, with a group per channel. */
const depthwise = ([x, w]: readonly Nd[]): Nd => conv([x, w], { ...odd, groups: x.shape[1] });

const composites: Composite[] = [
  {
    f: c.depthwiseConv2d,
    inputs: [
      [2, 3, 4, 5],
      [6, 1, 2, 3],
    ],
    options: odd,
    output: [2, 6, 3, 2],
    cost: { macs: 72 * 6 },
    reference: depthwise,
    empty: {
      inputs: [
        [0, 3, 4, 5],
        [6, 1, 2, 3],
      ],
      output: [0, 6, 3, 2],
    },
  },
  {
    f: c.separableConv2d,
    inputs: [
      [2, 3, 4, 5],
      [6, 1, 2, 3],
      [2, 6, 1, 1],
    ],
    options: odd,
    output: [2, 2, 3, 2],
    cost: { macs: 24 * 6 * 7 },
    reference: ([x, w, pointwise]) => conv([depthwise([x, w]), pointwise], plain),
    empty: {
      inputs: [
        [0, 3, 4, 5],
        [6, 1, 2, 3],
        [2, 6, 1, 1],
      ],
      output: [0, 2, 3, 2],
    },
  },
  {
    f: c.pointwiseConv,
    inputs: [
      [2, 3, 4, 5],
      [2, 3, 1, 1],
    ],
    output: [2, 2, 4, 5],
    cost: { macs: 80 * 3 },
    reference: ([x, w]) => conv([x, w], plain),
    empty: {
      inputs: [
        [0, 3, 4, 5],
        [2, 3, 1, 1],
      ],
      output: [0, 2, 4, 5],
    },
  },
  {
    f: c.globalAvgPool,
    inputs: [[2, 3, 4, 5]],
    output: [2, 3, 1, 1],
    cost: { other: 120 },
    reference: ([x]) => build([2, 3, 1, 1], (n, ch) => total([4, 5], (i, j) => x.at(n, ch, i, j) / 20)),
    empty: { inputs: [[0, 3, 4, 5]], output: [0, 3, 1, 1] },
  },
  {
    f: c.globalMaxPool,
    inputs: [[2, 3, 4]],
    output: [2, 3, 1],
    cost: { other: 18 },
    reference: ([x]) => build([2, 3, 1], (n, ch) => Math.max(...[0, 1, 2, 3].map((i) => x.at(n, ch, i)))),
    empty: { inputs: [[0, 3, 4]], output: [0, 3, 1] },
  },
  ...(["maps", "positions"] as const).map(
    (over): Composite => ({
      f: c.localResponseNorm,
      inputs: [[2, 5, 3, 4]],
      options: { size: 3, alpha: 0.5, beta: 0.75, k: 2, over },
      output: [2, 5, 3, 4],
      cost: { other: 120 * 15 },
      reference: ([x]) =>
        build(x.shape, (n, ch, i, j) => {
          let sum = 0;
          each(over === "maps" ? [3, 1, 1] : [1, 3, 3], (a, b, d) => {
            const [da, db, dd] = over === "maps" ? [a - 1, 0, 0] : [0, b - 1, d - 1];
            sum += x.orZero(n, ch + da, i + db, j + dd) ** 2;
          });
          return x.at(n, ch, i, j) / (2 + (0.5 / (over === "maps" ? 3 : 9)) * sum) ** 0.75;
        }),
      empty: { inputs: [[0, 5, 3, 4]], output: [0, 5, 3, 4] },
    }),
  ),
  {
    f: c.crossEntropy,
    inputs: [[2, 4, 3], indices([2, 3], 4)],
    holds: [1],
    options: { reduction: "none" },
    output: [2, 3],
    cost: { other: 120 },
    reference: ([x, labels]) => build([2, 3], (n, i) => -logShare(x, n, labels.at(n, i), i)),
    empty: { inputs: [[0, 4, 3], indices([0, 3], 4)], output: [0, 3] },
  },
  {
    f: c.crossEntropy,
    inputs: [
      [2, 4, 3],
      [2, 4, 3],
    ],
    output: [],
    cost: { other: 120 },
    reference: ([x, p]) =>
      build([], () => -total([2, 4, 3], (n, ch, i) => (p.at(n, ch, i) * logShare(x, n, ch, i)) / 6)),
    empty: {
      inputs: [
        [0, 4, 3],
        [0, 4, 3],
      ],
      options: { reduction: "sum" },
      output: [],
    },
  },
  {
    f: c.mse,
    inputs: [
      [2, 3],
      [2, 3],
    ],
    output: [],
    cost: { other: 18 },
    reference: ([a, b]) => build([], () => total([2, 3], (i, j) => (a.at(i, j) - b.at(i, j)) ** 2 / 6)),
    empty: { inputs: [[0], [0]], options: { reduction: "none" }, output: [0] },
  },
  {
    f: c.flatten,
    inputs: [[2, 3, 4]],
    output: [2, 12],
    cost: {},
    reference: ([x]) => build([2, 12], (n, i) => x.at(n, Math.floor(i / 4), i % 4)),
    empty: { inputs: [[0, 3]], output: [0, 3] },
  },
  {
    f: c.pixelShuffle,
    inputs: [[2, 8, 3, 2]],
    options: { factor: 2 },
    output: [2, 2, 6, 4],
    cost: {},
    reference: ([x]) =>
      build([2, 2, 6, 4], (n, ch, i, j) =>
        x.at(n, 4 * ch + 2 * (i % 2) + (j % 2), Math.floor(i / 2), Math.floor(j / 2)),
      ),
    empty: { inputs: [[0, 8, 3, 2]], output: [0, 2, 6, 4] },
  },
  {
    f: c.pixelUnshuffle,
    inputs: [[2, 2, 6]],
    options: { factor: 3 },
    output: [2, 6, 2],
    cost: {},
    reference: ([x]) => build([2, 6, 2], (n, ch, i) => x.at(n, Math.floor(ch / 3), 3 * i + (ch % 3))),
    empty: { inputs: [[0, 2, 6]], output: [0, 6, 2] },
  },
  {
    f: c.channelShuffle,
    inputs: [[2, 6, 3]],
    options: { groups: 2 },
    output: [2, 6, 3],
    cost: {},
    reference: ([x]) => build([2, 6, 3], (n, ch, i) => x.at(n, 3 * (ch % 2) + Math.floor(ch / 2), i)),
    empty: { inputs: [[0, 6, 3]], output: [0, 6, 3] },
  },
];

describe.each(composites.map((composite) => [composite.f.name, rowOf(composite)] as const))(
  "%s",
  (_, row) => {
    test.each(
      [shape, value, precision, pure, empty, gradient, partial].map((law) => [law.name, law] as const),
    )("%s", (_, law) => law(row));
  },
);
