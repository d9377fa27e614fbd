import type { Places, Program, Step } from "../program.js";
import { doubleWords, floatWord } from "../wasm/code.js";
import { normFields, normModule } from "./emit.js";

/** A normalisation of [samples, groups, channels of a group, positions] by mean and variance over the last two axes. */
export interface Normalization {
  readonly view: readonly [samples: number, groups: number, channels: number, positions: number];
  /** Over the samples too. */
  readonly acrossSamples: boolean;
  readonly epsilon: number;
  /** How many of γ and β there are, by channel. */
  readonly affine: number;
  /** Mean and variance are computed; are operands; or are computed, and follow the result. */
  readonly moments: "own" | "given" | "told";
  readonly clamp?: readonly [low: number, high: number];
}

/** Operands: x, γ and β where there are, mean and variance if given; the result. */
export function normProgram({
  view,
  acrossSamples,
  epsilon,
  affine,
  moments,
  clamp,
}: Normalization): Program & {
  /** In one run. */
  readonly samples: number;
} {
  const [all, groups, channels, positions] = view;
  // Samples that share nothing are normalised one by one.
  const samples = (acrossSamples && moments !== "given") || moments === "told" ? all : 1;
  const runs = acrossSamples ? samples : 1;
  const items = (samples * groups) / Math.max(1, runs);
  const run = channels * positions;
  const size = samples * groups * run;
  const part = (count: number, perSample = false) => ({ size: count, perSample });
  const many = (count: number, number: number) => Array.from({ length: number }, () => part(count));

  function step({ operands }: Places): Step {
    const [x, gamma, beta] = operands;
    const y = operands[operands.length - 1];
    const [mean, variance] =
      moments === "given"
        ? operands.slice(1 + affine)
        : moments === "told"
          ? [y + 4 * size, y + 4 * (size + items)]
          : [0, 0];
    const [count, countHigh] = doubleWords(Math.max(1, runs * run));
    const [low, high] = doubleWords(epsilon);
    return {
      routine: { module: normModule(clamp !== undefined), name: "norm" },
      words: normFields.list({
        ...{
          count,
          countHigh,
          epsilon: low,
          epsilonHigh: high,
          x,
          y,
          mean,
          variance,
          channels,
          positions,
          groups,
        },
        gamma: affine > 0 ? gamma : 0,
        beta: affine > 1 ? beta : 0,
        runs,
        runStep: 4 * groups * run,
        training: Number(moments !== "given"),
        low: floatWord(clamp?.[0] ?? 0),
        high: floatWord(clamp?.[1] ?? 0),
      }),
      items,
    };
  }

  return {
    samples,
    operands: [
      part(size, true),
      ...many(groups * channels, affine),
      ...many(groups, moments === "given" ? 2 : 0),
      part(moments === "told" ? size + 2 * items : size, true),
    ],
    prepared: 0,
    shared: 0,
    scratch: 0,
    tables: [],
    steps: 1,
    makeTables: () => [],
    prepare: () => [],
    run: (at) => [step(at)],
  };
}
