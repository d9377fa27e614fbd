import * as c from "@convkit/conv";
import fc from "fast-check";
import type { Row } from "../row.js";
import * as settings from "../settings.js";
import * as naive from "../slidingWindow.js";

const withBias =
  (op: any): Row["call"] =>
  ([x, weight, bias], options) =>
    op(x, weight, { ...options, bias });

/** Rows of one operation: as it stands, and with a bias, in which it is not linear. */
const bilinear = (row: Omit<Row, "linear" | "call">, channels: number, elements: number): Row[] => [
  { ...row, linear: "separately" },
  {
    ...row,
    call: withBias(row.op),
    inputs: [...row.inputs, [channels]],
    cost: { ...row.cost, other: elements },
    empty: row.empty === "refused" ? row.empty : { ...row.empty, inputs: [...row.empty.inputs, [channels]] },
    arbitrary: undefined,
  },
];

const line = { stride: [2], padding: [[1, 2]], dilation: [3], groups: 2 };
const flat = {
  stride: [2, 1],
  padding: [
    [1, 0],
    [2, 1],
  ],
  dilation: [2, 1],
};
const plane = { ...flat, groups: 2 };
const volume = {
  stride: [1, 2, 2],
  padding: [
    [0, 1],
    [1, 0],
    [0, 0],
  ],
  dilation: [1, 2, 1],
};

const convs: Row[] = [
  ...bilinear(
    {
      op: c.conv1d,
      inputs: [
        [2, 4, 8],
        [6, 2, 3],
      ],
      options: line,
      output: [2, 6, 3],
      cost: { macs: 2 * 6 * 3 * 2 * 3 },
      reference: naive.conv,
      empty: {
        inputs: [
          [0, 4, 8],
          [6, 2, 3],
        ],
        output: [0, 6, 3],
      },
      arbitrary: settings.convCase(1),
    },
    6,
    36,
  ),
  ...bilinear(
    {
      op: c.conv2d,
      inputs: [
        [2, 4, 7, 5],
        [6, 2, 3, 2],
      ],
      options: plane,
      output: [2, 6, 2, 7],
      cost: { macs: 2 * 6 * 2 * 7 * 2 * 3 * 2 },
      reference: naive.conv,
      empty: {
        inputs: [
          [0, 4, 7, 5],
          [6, 2, 3, 2],
        ],
        output: [0, 6, 2, 7],
      },
      arbitrary: settings.convCase(2),
    },
    6,
    168,
  ),
  ...bilinear(
    {
      op: c.conv3d,
      inputs: [
        [2, 2, 3, 5, 4],
        [3, 2, 2, 3, 1],
      ],
      options: volume,
      output: [2, 3, 3, 1, 2],
      cost: { macs: 2 * 3 * 3 * 1 * 2 * 2 * 2 * 3 * 1 },
      reference: naive.conv,
      empty: {
        inputs: [
          [0, 2, 3, 5, 4],
          [3, 2, 2, 3, 1],
        ],
        output: [0, 3, 3, 1, 2],
      },
      arbitrary: settings.convCase(3),
    },
    3,
    36,
  ),
  ...bilinear(
    {
      op: c.convTranspose1d,
      inputs: [
        [2, 4, 3],
        [4, 3, 3],
      ],
      options: { ...line, outputPadding: [2] },
      output: [2, 6, 10],
      cost: { macs: 2 * 4 * 3 * 3 * 3 },
      reference: naive.convTranspose,
      empty: {
        inputs: [
          [0, 4, 3],
          [4, 3, 3],
        ],
        output: [0, 6, 10],
      },
      arbitrary: settings.convTransposeCase(1),
    },
    6,
    120,
  ),
  ...bilinear(
    {
      op: c.convTranspose2d,
      inputs: [
        [2, 4, 3, 4],
        [4, 1, 3, 2],
      ],
      options: { ...plane, outputPadding: [1, 0] },
      output: [2, 2, 9, 2],
      cost: { macs: 2 * 4 * 3 * 4 * 1 * 3 * 2 },
      reference: naive.convTranspose,
      empty: {
        inputs: [
          [0, 4, 3, 4],
          [4, 1, 3, 2],
        ],
        output: [0, 2, 9, 2],
      },
      arbitrary: settings.convTransposeCase(2),
    },
    2,
    72,
  ),
  ...bilinear(
    {
      op: c.convTranspose3d,
      inputs: [
        [2, 2, 2, 3, 2],
        [2, 3, 2, 3, 1],
      ],
      options: { ...volume, outputPadding: [0, 1, 1] },
      output: [2, 3, 2, 9, 4],
      cost: { macs: 2 * 2 * 2 * 3 * 2 * 3 * 2 * 3 * 1 },
      reference: naive.convTranspose,
      empty: {
        inputs: [
          [0, 2, 2, 3, 2],
          [2, 3, 2, 3, 1],
        ],
        output: [0, 3, 2, 9, 4],
      },
      arbitrary: settings.convTransposeCase(3),
    },
    3,
    432,
  ),
  ...bilinear(
    {
      op: c.locallyConnected1d,
      inputs: [
        [2, 4, 8],
        [3, 6, 2, 3],
      ],
      options: line,
      output: [2, 6, 3],
      cost: { macs: 2 * 6 * 3 * 2 * 3 },
      reference: naive.locallyConnected,
      empty: {
        inputs: [
          [0, 4, 8],
          [3, 6, 2, 3],
        ],
        output: [0, 6, 3],
      },
      arbitrary: settings.locallyConnectedCase(1),
    },
    6,
    36,
  ),
  ...bilinear(
    {
      op: c.locallyConnected2d,
      inputs: [
        [2, 4, 7, 5],
        [2, 7, 6, 2, 3, 2],
      ],
      options: plane,
      output: [2, 6, 2, 7],
      cost: { macs: 2 * 6 * 2 * 7 * 2 * 3 * 2 },
      reference: naive.locallyConnected,
      empty: {
        inputs: [
          [0, 4, 7, 5],
          [2, 7, 6, 2, 3, 2],
        ],
        output: [0, 6, 2, 7],
      },
      arbitrary: settings.locallyConnectedCase(2),
    },
    6,
    168,
  ),
];

/** The weight gradient takes the geometry of the convolution whose weight it is about. */
const weightGrad = (
  op: c.ConvWeightGrad,
  conv: c.Conv,
  row: Omit<Row, "op" | "call" | "reference">,
): Row => ({
  op,
  call: ([x, dy], { weight, ...options }) =>
    op(x, dy, conv.operation.params(options, [x, { shape: weight, dtype: x.dtype }])),
  reference: naive.convWeightGrad,
  linear: "separately",
  ...row,
});

const weightGrads: Row[] = [
  weightGrad(c.conv1dWeightGrad, c.conv1d, {
    inputs: [
      [2, 4, 8],
      [2, 6, 3],
    ],
    options: { ...line, weight: [6, 2, 3] },
    output: [6, 2, 3],
    cost: { macs: 2 * 6 * 3 * 2 * 3 },
    empty: {
      inputs: [
        [0, 4, 8],
        [0, 6, 3],
      ],
      output: [6, 2, 3],
    },
    arbitrary: settings.weightGradCase(1),
  }),
  weightGrad(c.conv2dWeightGrad, c.conv2d, {
    inputs: [
      [2, 4, 7, 5],
      [2, 6, 2, 7],
    ],
    options: { ...plane, weight: [6, 2, 3, 2] },
    output: [6, 2, 3, 2],
    cost: { macs: 2 * 6 * 2 * 7 * 2 * 3 * 2 },
    empty: {
      inputs: [
        [0, 4, 7, 5],
        [0, 6, 2, 7],
      ],
      output: [6, 2, 3, 2],
    },
    arbitrary: settings.weightGradCase(2),
  }),
  weightGrad(c.conv3dWeightGrad, c.conv3d, {
    inputs: [
      [2, 2, 3, 5, 4],
      [2, 3, 3, 1, 2],
    ],
    options: { ...volume, weight: [3, 2, 2, 3, 1] },
    output: [3, 2, 2, 3, 1],
    cost: { macs: 2 * 3 * 3 * 1 * 2 * 2 * 2 * 3 * 1 },
    empty: {
      inputs: [
        [0, 2, 3, 5, 4],
        [0, 3, 3, 1, 2],
      ],
      output: [3, 2, 2, 3, 1],
    },
    arbitrary: settings.weightGradCase(3),
  }),
];

const columns: Row[] = [
  {
    op: c.im2col,
    inputs: [[2, 3, 7, 5]],
    options: { ...flat, kernel: [3, 2] },
    output: [2, 18, 14],
    cost: {},
    reference: naive.im2col,
    linear: "jointly",
    empty: { inputs: [[0, 3, 7, 5]], output: [0, 18, 14] },
    arbitrary: fc.oneof(settings.im2colCase(1), settings.im2colCase(2), settings.im2colCase(3)),
  },
  {
    op: c.col2im,
    inputs: [[2, 18, 14]],
    options: { ...flat, kernel: [3, 2], inputSize: [7, 5] },
    output: [2, 3, 7, 5],
    cost: { other: 2 * 18 * 14 },
    reference: naive.col2im,
    linear: "jointly",
    empty: { inputs: [[0, 18, 14]], output: [0, 3, 7, 5] },
    arbitrary: fc.oneof(settings.col2imCase(1), settings.col2imCase(2), settings.col2imCase(3)),
  },
];

export const convRows: Row[] = [...convs, ...weightGrads, ...columns];
