import * as c from "@convkit/conv";
import fc from "fast-check";
import * as naive from "../pooling.js";
import { awayFromZero, type Case, type InputMaker, indices, type Row, type Shape } from "../row.js";
import { poolCase } from "../settings.js";

const line = { kernel: [3], stride: [2], padding: [[1, 2]], dilation: [2] };
const plane = {
  kernel: [3, 2],
  stride: [2, 1],
  padding: [
    [1, 0],
    [0, 1],
  ],
  dilation: [1, 2],
};
const volume = {
  kernel: [2, 1, 3],
  stride: [1, 2, 2],
  padding: [
    [0, 1],
    [0, 0],
    [1, 0],
  ],
  dilation: [1, 1, 1],
};

interface Pooling {
  ops: Row["op"][];
  reference: Row["reference"];
  /** Other arithmetic, from the number of (output, input) pairs and of outputs. */
  cost: (pairs: number, outputs: number) => number;
  options?: object;
  more?: fc.Arbitrary<object>;
  linear?: Row["linear"];
  /** How inputs are made, where normal values would not do. */
  make?: (shape: Shape) => InputMaker;
}

/** The three ranks of a pooling. The pairs are counted by hand. */
const pooling = ({ ops, reference, cost, options, more, linear, make }: Pooling): Row[] => {
  const made = (at: Case): Case => ({ ...at, inputs: at.inputs.map((x) => make?.(x as Shape) ?? x) });
  return [
    // Taps −1 1 3 | 1 3 5 | 3 5 7 | 5 7 9 of 8 elements: 2 + 3 + 3 + 2.
    { window: line, input: [8], output: [4], pairs: 10, outputs: 4 },
    // Rows −1 0 1 | 1 2 3 of 5: 2 + 3; columns 0 2 | 1 3 | 2 4 of 4: 2 + 2 + 1.
    { window: plane, input: [5, 4], output: [2, 3], pairs: 5 * 5, outputs: 6 },
    // Planes 0 1 | 1 2 of 2: 2 + 1; rows 0 | 2 of 3: 1 + 1; columns −1 0 1 | 1 2 3 of 4: 2 + 3.
    { window: volume, input: [2, 3, 4], output: [2, 2, 2], pairs: 3 * 2 * 5, outputs: 8 },
  ].map(({ window, input, output, pairs, outputs }, index) => ({
    op: ops[index],
    inputs: [[2, 3, ...input]],
    options: { ...window, ...options },
    output: [2, 3, ...output],
    cost: { other: cost(6 * pairs, 6 * outputs) },
    reference,
    linear,
    empty: { inputs: [[0, 3, ...input]], output: [0, 3, ...output] },
    arbitrary: poolCase(index + 1, more).map(made),
  }));
};

const sliding: Row[] = [
  ...pooling({
    ops: [c.maxPool1d, c.maxPool2d, c.maxPool3d],
    reference: naive.maxPool,
    cost: (pairs, outputs) => pairs - outputs,
    more: fc.record({ ties: fc.constantFrom("first", "shared", "all") }),
  }),
  ...pooling({
    ops: [c.maxPool1dIndices, c.maxPool2dIndices, c.maxPool3dIndices],
    reference: naive.maxPoolIndices,
    cost: (pairs, outputs) => pairs - outputs,
  }),
  ...pooling({
    ops: [c.avgPool1d, c.avgPool2d, c.avgPool3d],
    reference: naive.avgPool,
    cost: (pairs) => pairs,
    more: fc.record({ countIncludePad: fc.boolean() }),
    linear: "jointly",
  }),
  ...pooling({
    ops: [c.avgPool1d, c.avgPool2d, c.avgPool3d],
    reference: naive.avgPool,
    cost: (pairs) => pairs,
    options: { divisor: -4 },
    linear: "jointly",
  }),
  ...pooling({
    ops: [c.lpPool1d, c.lpPool2d, c.lpPool3d],
    reference: naive.lpPool,
    cost: (pairs) => 2 * pairs,
    options: { p: 3 },
    more: fc.record({ p: fc.constantFrom(1, 1.5, 2, 4) }),
    make: awayFromZero, // where the norm has a kink, or for p = 1.5 a slope that differences cannot follow
  }),
];

const unpool = (op: Row["op"], output: number[], input: number[], inputSize: number[]): Row => ({
  op,
  inputs: [
    [2, 3, ...input],
    indices(
      [2, 3, ...input],
      inputSize.reduce((size, extent) => size * extent),
    ),
  ],
  options: { inputSize },
  output,
  cost: {},
  reference: naive.maxUnpool,
  linear: "jointly",
  empty: { inputs: [[0, 3, ...input], indices([0, 3, ...input], 1)], output: [0, 3, ...inputSize] },
});

const adaptive = (
  op: Row["op"],
  reference: Row["reference"],
  cost: (pairs: number) => number,
  linear?: Row["linear"],
): Row[] => [
  {
    op,
    inputs: [[2, 3, 5, 4]],
    options: { outputSize: [2, 3] },
    output: [2, 3, 2, 3],
    cost: { other: cost(6 * 6 * 6) }, // rows 0–2 | 2–4; columns 0 1 | 1 2 | 2 3
    reference,
    linear,
    empty: { inputs: [[2, 0, 5]], options: { outputSize: 2 }, output: [2, 0, 2] },
    arbitrary: fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })), {
        minLength: 1,
        maxLength: 3,
      })
      .map((sizes) => ({
        inputs: [[2, 1, ...sizes.map(([input]) => input)]],
        options: { outputSize: sizes.map(([, output]) => output) },
      })),
  },
];

export const poolingRows: Row[] = [
  ...sliding,
  unpool(c.maxUnpool1d, [2, 3, 7], [4], [7]),
  unpool(c.maxUnpool2d, [2, 3, 3, 4], [2, 3], [3, 4]),
  unpool(c.maxUnpool3d, [2, 3, 2, 3, 4], [2, 1, 3], [2, 3, 4]),
  ...adaptive(c.adaptiveAvgPool, naive.adaptiveAvgPool, (pairs) => pairs, "jointly"),
  ...adaptive(c.adaptiveMaxPool, naive.adaptiveMaxPool, (pairs) => pairs - 36),
];
