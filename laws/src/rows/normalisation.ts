import * as c from "@convkit/conv";
import fc from "fast-check";
import { build, each, type Nd } from "../nd.js";
import { type InputMaker, positive, type Row, type Shape } from "../row.js";

/** Elements with equal keys share a mean; `affine` finds gamma and beta of an element. */
interface Kind {
  key: (...index: number[]) => unknown;
  affine: (...index: number[]) => number[];
  epsilon: number;
}

function normalized([x, gamma, beta]: readonly Nd[], { key, affine, epsilon }: Kind): Nd {
  const groups = new Map<string, number[]>();
  const group = (index: number[]): string => JSON.stringify(key(...index));
  each(x.shape, (...index) => {
    const values = groups.get(group(index)) ?? [];
    groups.set(group(index), [...values, x.at(...index)]);
  });
  return build(x.shape, (...index) => {
    const values = groups.get(group(index)) ?? [];
    const mean = average(values);
    const deviation = Math.sqrt(average(values.map((value) => (value - mean) ** 2)) + epsilon);
    const scaled = ((x.at(...index) - mean) / deviation) * (gamma?.at(...affine(...index)) ?? 1);
    return scaled + (beta?.at(...affine(...index)) ?? 0);
  });
}

const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const byChannel = (_: number, channel: number): number[] => [channel];

const batchRows = [c.batchNorm1d, c.batchNorm2d, c.batchNorm3d].flatMap((op, index): Row[] => {
  const shape: Shape = [2, 3, ...[4, 2, 3].slice(0, index + 1)];
  const size = shape.reduce((product, extent) => product * extent, 1);
  const withStatistics: Row["call"] = ([x, gamma, beta, mean, variance], options) =>
    op(x, gamma, beta, { ...options, mean, variance });
  const empty = (...statistics: (Shape | InputMaker)[]) => ({
    inputs: [[0, ...shape.slice(1)], [3], [3], ...statistics],
    output: [0, ...shape.slice(1)],
  });
  return [
    {
      op,
      inputs: [shape, [3], [3]],
      options: { training: true, epsilon: 0.1 },
      output: shape,
      cost: { other: 8 * size },
      reference: (inputs, { epsilon }) =>
        normalized(inputs, { key: (_, channel) => channel, affine: byChannel, epsilon }),
      empty: empty(),
      arbitrary: fc
        .array(fc.integer({ min: 1, max: 3 }), { minLength: index + 1, maxLength: index + 1 })
        .map((spatial) => ({
          inputs: [[3, 2, ...spatial], [2], [2]],
          options: { training: true, epsilon: 0.1 },
        })),
    },
    {
      op,
      call: withStatistics,
      inputs: [shape, [3], [3], [3], positive([3])],
      options: { training: false, epsilon: 0.1 },
      output: shape,
      cost: { other: 4 * size },
      reference: ([x, gamma, beta, mean, variance], { epsilon }) =>
        build(x.shape, (...index) => {
          const channel = index[1];
          const deviation = Math.sqrt(variance.at(channel) + epsilon);
          return ((x.at(...index) - mean.at(channel)) / deviation) * gamma.at(channel) + beta.at(channel);
        }),
      empty: empty([3], positive([3])),
    },
  ];
});

const perSample: Row[] = [
  {
    op: c.layerNorm,
    call: ([x, gamma, beta], options) => c.layerNorm(x, gamma, beta, options),
    inputs: [
      [2, 3, 4],
      [3, 4],
      [3, 4],
    ],
    options: { axis: -2, epsilon: 0.1 },
    output: [2, 3, 4],
    cost: { other: 8 * 24 },
    reference: (inputs) => normalized(inputs, { key: (n) => n, affine: (_, ...rest) => rest, epsilon: 0.1 }),
    empty: { inputs: [[0, 3, 4]], output: [0, 3, 4] },
  },
  {
    op: c.layerNorm,
    inputs: [[2, 3, 4], [4]],
    output: [2, 3, 4],
    cost: { other: 7 * 24 },
    reference: (inputs) =>
      normalized(inputs, { key: (n, i) => [n, i], affine: (_n, _i, j) => [j], epsilon: 1e-5 }),
    empty: { inputs: [[2, 0, 4], [4]], output: [2, 0, 4] },
  },
  {
    op: c.instanceNorm,
    inputs: [[2, 3, 4, 2], [3], [3]],
    output: [2, 3, 4, 2],
    cost: { other: 8 * 48 },
    reference: (inputs) => normalized(inputs, { key: (n, i) => [n, i], affine: byChannel, epsilon: 1e-5 }),
    empty: { inputs: [[0, 3, 4, 2], [3], [3]], output: [0, 3, 4, 2] },
  },
  {
    op: c.groupNorm,
    inputs: [[2, 6, 4], [6], [6]],
    options: { groups: 3, epsilon: 0.1 },
    output: [2, 6, 4],
    cost: { other: 8 * 48 },
    reference: (inputs) =>
      normalized(inputs, { key: (n, i) => [n, Math.floor(i / 2)], affine: byChannel, epsilon: 0.1 }),
    empty: { inputs: [[0, 6, 4], [6], [6]], output: [0, 6, 4] },
  },
  {
    op: c.groupNorm,
    call: ([x], options) => c.groupNorm(x, undefined, undefined, options),
    inputs: [[2, 4, 3]],
    options: { groups: 1 },
    output: [2, 4, 3],
    cost: { other: 6 * 24 },
    reference: (inputs) => normalized(inputs, { key: (n) => n, affine: byChannel, epsilon: 1e-5 }),
    empty: { inputs: [[0, 4, 3]], output: [0, 4, 3] },
  },
];

export const normalisationRows: Row[] = [...batchRows, ...perSample];
