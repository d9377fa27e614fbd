import * as t from "@convkit/tensor";
import { build, each, type Nd, total, zeros } from "../nd.js";
import { bits, indices, positive, type Row, type Shape } from "../row.js";

/** A row for an operation on each element of a [2, 3] array. */
const unary = (op: Row["op"], f: (x: number) => number, more: Partial<Row> = {}): Row => ({
  op,
  inputs: [[2, 3]],
  output: [2, 3],
  cost: { other: 6 },
  reference: ([x], options) =>
    build([2, 3], (i, j) => (f as (...args: unknown[]) => number)(x.at(i, j), options)),
  empty: { inputs: [[0, 3]], output: [0, 3] },
  ...more,
});

/** A row for an operation on pairs, the second broadcast. */
const binary = (op: Row["op"], f: (a: number, b: number) => number, more: Partial<Row> = {}): Row => ({
  op,
  inputs: [
    [2, 1, 3],
    [4, 1],
  ],
  output: [2, 4, 3],
  cost: { other: 24 },
  reference: ([a, b]) => build([2, 4, 3], (i, j, k) => f(a.at(i, 0, k), b.at(j, 0))),
  empty: {
    inputs: [
      [2, 0],
      [2, 1],
    ],
    output: [2, 0],
  },
  ...more,
});

/** A row for a reduction of [2, 3, 4]: over axes 0 and 2, or over all. */
const reduction = (op: Row["op"], f: (group: number[]) => number, more: Partial<Row> = {}): Row[] => [
  {
    op,
    inputs: [[2, 3, 4]],
    options: { axes: [-1, 0], keepDims: true },
    output: [1, 3, 1],
    cost: { other: 21 },
    reference: ([x]) => build([1, 3, 1], (_, j) => f(list([2, 4], (i, k) => x.at(i, j, k)))),
    empty: { inputs: [[2, 0, 4]], output: [1, 0, 1] },
    ...more,
  },
  {
    op,
    inputs: [[2, 3]],
    output: [],
    cost: { other: more.cost?.other === 24 ? 6 : 5 },
    reference: ([x]) => build([], () => f([...x.data])),
    empty: op === t.sum ? { inputs: [[2, 0]], output: [] } : "refused",
    linear: more.linear,
  },
];

const list = (shape: Shape, f: (...index: number[]) => number): number[] => [...build(shape, f).data];
const firstOf = (best: (...values: number[]) => number) => (group: number[]) => group.indexOf(best(...group));

const elementWise: Row[] = [
  binary(t.add, (a, b) => a + b, { linear: "jointly" }),
  binary(t.sub, (a, b) => a - b, { linear: "jointly" }),
  binary(t.mul, (a, b) => a * b, { linear: "separately" }),
  binary(t.div, (a, b) => a / b, { inputs: [[2, 1, 3], positive([4, 1])] }),
  binary(t.maximum, (a, b) => Math.max(a, b)),
  binary(t.minimum, (a, b) => Math.min(a, b)),
  binary(t.greater, (a, b) => Number(a > b)),
  binary(t.less, (a, b) => Number(a < b)),
  binary(t.equal, (a, b) => Number(a === b), { inputs: [bits([2, 1, 3]), bits([4, 1])] }),
  unary(t.neg, (x) => -x, { linear: "jointly" }),
  unary(t.exp, Math.exp),
  unary(t.log, Math.log, { inputs: [positive([2, 3])] }),
  unary(t.sqrt, Math.sqrt, { inputs: [positive([2, 3])] }),
  unary(t.abs, Math.abs),
  unary(t.square, (x) => x * x),
  unary(t.tanh, (x) => 1 - 2 / (Math.exp(2 * x) + 1)),
  unary(t.relu, (x) => Math.max(x, 0)),
  unary(t.pow, (x) => x * x * x, { options: 3 }),
  unary(t.pow, (x) => 1 / Math.sqrt(x), { options: -0.5, inputs: [positive([2, 3])] }),
  unary(t.pow, () => 1, { options: 0 }),
  {
    op: t.where,
    inputs: [bits([4, 1]), [2, 1, 3], [4, 3]],
    output: [2, 4, 3],
    cost: { other: 24 },
    reference: ([c, a, b]) => build([2, 4, 3], (i, j, k) => (c.at(j, 0) === 1 ? a.at(i, 0, k) : b.at(j, k))),
    linear: "jointly",
    empty: { inputs: [bits([2, 1]), [2, 0], [1]], output: [2, 0] },
  },
];

const plus = (group: number[]): number => group.reduce((sum, value) => sum + value, 0);

const reductions: Row[] = [
  ...reduction(t.sum, plus, { linear: "jointly" }),
  ...reduction(t.mean, (group) => plus(group) / group.length, {
    linear: "jointly",
    cost: { other: 24 },
    empty: { inputs: [[2, 0, 4]], output: [1, 0, 1] },
  }),
  ...reduction(t.max, (group) => Math.max(...group)),
  ...reduction(t.min, (group) => Math.min(...group)),
  ...reduction(t.argMax, firstOf(Math.max)),
  ...reduction(t.argMin, firstOf(Math.min)),
  {
    op: t.sumTo,
    inputs: [[2, 3, 4]],
    options: [3, 1],
    output: [3, 1],
    cost: { other: 21 },
    reference: ([x]) => build([3, 1], (j) => total([2, 4], (i, k) => x.at(i, j, k))),
    linear: "jointly",
    empty: { inputs: [[2, 0]], options: [2, 1], output: [2, 1] },
  },
  {
    op: t.pick,
    inputs: [[2, 3, 4], indices([3], 8)],
    options: { axes: [0, 2] },
    output: [3],
    cost: {},
    reference: ([x, at]) => build([3], (j) => x.at(Math.floor(at.at(j) / 4), j, at.at(j) % 4)),
    linear: "jointly",
    empty: { inputs: [[0, 3], indices([0], 1)], options: { axes: 1 }, output: [0] },
  },
  {
    op: t.place,
    inputs: [[3], indices([3], 8)],
    options: { shape: [2, 3, 4], axes: [0, 2] },
    output: [2, 3, 4],
    cost: {},
    reference([values, at]) {
      const y = zeros([2, 3, 4]);
      for (let j = 0; j < 3; j++) y.add(values.at(j), Math.floor(at.at(j) / 4), j, at.at(j) % 4);
      return y;
    },
    linear: "jointly",
    empty: { inputs: [[0], indices([0], 1)], options: { shape: [0, 3], axes: 1 }, output: [0, 3] },
  },
];

const matmuls: Row[] = [
  {
    op: t.matmul,
    inputs: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
    output: [2, 5, 3, 2],
    cost: { macs: 2 * 5 * 3 * 4 * 2 },
    reference: ([a, b]) =>
      build([2, 5, 3, 2], (n, m, i, j) => total([4], (k) => a.at(n, 0, i, k) * b.at(m, k, j))),
    linear: "separately",
    empty: {
      inputs: [
        [2, 0],
        [0, 3],
      ],
      output: [2, 3],
    },
  },
  {
    op: t.matmul,
    inputs: [
      [3, 4],
      [4, 2],
    ],
    output: [3, 2],
    cost: { macs: 24 },
    reference: ([a, b]) => build([3, 2], (i, j) => total([4], (k) => a.at(i, k) * b.at(k, j))),
    linear: "separately",
    empty: {
      inputs: [
        [0, 4],
        [4, 3],
      ],
      output: [0, 3],
    },
  },
];

/** A slice or padding written as the map of one index per axis. */
const moved = (shape: Shape, x: Nd, to: (...index: number[]) => number[], value = 0): Nd => {
  const y = build(shape, () => value);
  each(x.shape, (...index) => y.add(x.at(...index) - value, ...to(...index)));
  return y;
};

const layouts: Row[] = [
  {
    op: t.reshape,
    inputs: [[2, 3, 4]],
    options: [4, -1],
    output: [4, 6],
    cost: {},
    reference: ([x]) => build([4, 6], (i, j) => x.data[6 * i + j]),
    linear: "jointly",
    empty: { inputs: [[0, 3]], options: [2, 0], output: [2, 0] },
  },
  {
    op: t.broadcastTo,
    inputs: [[3, 1]],
    options: [2, 3, 4],
    output: [2, 3, 4],
    cost: {},
    reference: ([x]) => build([2, 3, 4], (_, j) => x.at(j, 0)),
    linear: "jointly",
    empty: { inputs: [[2, 1]], options: [2, 0], output: [2, 0] },
  },
  {
    op: t.transpose,
    inputs: [[2, 3, 4]],
    options: [2, 0, 1],
    output: [4, 2, 3],
    cost: {},
    reference: ([x]) => build([4, 2, 3], (k, i, j) => x.at(i, j, k)),
    linear: "jointly",
    empty: { inputs: [[2, 0, 3]], options: [1, 2, 0], output: [0, 3, 2] },
  },
  {
    op: t.transpose,
    inputs: [[2, 3]],
    output: [3, 2],
    cost: {},
    reference: ([x]) => build([3, 2], (j, i) => x.at(i, j)),
    linear: "jointly",
    empty: { inputs: [[0, 3]], output: [3, 0] },
  },
  {
    op: t.slice,
    inputs: [[3, 8, 2]],
    options: { begin: [1, -7], end: [3, 7], step: [1, 3] },
    output: [2, 2, 2],
    cost: {},
    reference: ([x]) => build([2, 2, 2], (i, j, k) => x.at(i + 1, 1 + 3 * j, k)),
    linear: "jointly",
    empty: { inputs: [[3, 0]], options: { begin: [2] }, output: [1, 0] },
  },
  {
    op: t.slice,
    inputs: [[4, 3]],
    options: { begin: [2], end: [2] },
    output: [0, 3],
    cost: {},
    reference: () => zeros([0, 3]),
    linear: "jointly",
    empty: { inputs: [[0, 3]], options: {}, output: [0, 3] },
  },
  {
    op: t.flip,
    inputs: [[2, 3, 4]],
    options: { axes: [0, -1] },
    output: [2, 3, 4],
    cost: {},
    reference: ([x]) => build([2, 3, 4], (i, j, k) => x.at(1 - i, j, 3 - k)),
    linear: "jointly",
    empty: { inputs: [[0, 3, 2]], output: [0, 3, 2] },
  },
  {
    op: t.pad,
    call: ([x], { padding, ...options }) => t.pad(x, padding, options),
    inputs: [[2, 3]],
    options: {
      padding: [
        [1, 0],
        [2, 3],
      ],
      interior: [2, 1],
    },
    output: [5, 10],
    cost: {},
    reference: ([x]) => moved([5, 10], x, (i, j) => [1 + 3 * i, 2 + 2 * j]),
    linear: "jointly",
    empty: {
      inputs: [[0, 2]],
      options: {
        padding: [
          [1, 2],
          [0, 0],
        ],
        interior: 3,
      },
      output: [3, 5],
    },
  },
  {
    op: t.pad,
    call: ([x], { padding, ...options }) => t.pad(x, padding, options),
    inputs: [[2, 3]],
    options: {
      padding: [
        [0, 1],
        [1, 0],
      ],
      interior: 1,
      value: -2,
    },
    output: [4, 6],
    cost: {},
    reference: ([x]) => moved([4, 6], x, (i, j) => [2 * i, 1 + 2 * j], -2),
    empty: {
      inputs: [[0, 2]],
      options: {
        padding: [
          [1, 0],
          [0, 0],
        ],
        value: 7,
      },
      output: [1, 2],
    },
  },
  {
    op: t.concat,
    call: (parts, axis) => t.concat(parts, axis),
    inputs: [
      [2, 3, 2],
      [2, 1, 2],
      [2, 2, 2],
    ],
    options: -2,
    output: [2, 6, 2],
    cost: {},
    reference: ([a, b, c]) =>
      build([2, 6, 2], (i, j, k) => (j < 3 ? a.at(i, j, k) : j < 4 ? b.at(i, 0, k) : c.at(i, j - 4, k))),
    linear: "jointly",
    empty: {
      inputs: [
        [0, 3],
        [2, 3],
      ],
      options: 0,
      output: [2, 3],
    },
  },
];

export const tensorRows: Row[] = [...elementWise, ...reductions, ...matmuls, ...layouts];
