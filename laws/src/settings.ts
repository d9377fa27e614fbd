import fc from "fast-check";
import { everyWindowHoldsInput } from "./pooling.js";
import type { Case } from "./row.js";
import { product, type Settings, windows } from "./slidingWindow.js";

// Random settings for windows, unequal on every axis.

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const axis = fc.record({
  kernel: whole(1, 3),
  stride: whole(1, 3),
  dilation: whole(1, 3),
  begin: whole(0, 2),
  end: whole(0, 2),
  /** Input elements beyond those that the first window needs. */
  more: whole(0, 4),
  extra: whole(0, 2),
});

type Axis = typeof axis extends fc.Arbitrary<infer A> ? A : never;

/** Few channels mostly; sometimes more than a register tile of a fast implementation holds. */
const perGroup = (many: number): fc.Arbitrary<number> =>
  fc.oneof({ weight: 5, arbitrary: whole(1, 2) }, { weight: 1, arbitrary: whole(3, many) });

const channels = fc.record({
  batch: whole(1, 2),
  groups: whole(1, 2),
  inGroup: perGroup(5),
  outGroup: perGroup(11),
});

const extent = ({ kernel, dilation }: Axis): number => dilation * (kernel - 1) + 1;

const settingsOf = (axes: readonly Axis[]): Settings => ({
  stride: axes.map(({ stride }) => stride),
  padding: axes.map(({ begin, end }) => [begin, end] as const),
  dilation: axes.map(({ dilation }) => dilation),
});

const window = (rank: number) =>
  fc
    .record({ axes: fc.array(axis, { minLength: rank, maxLength: rank }), channels })
    .map(({ axes, channels }) => {
      const kernel = axes.map((axis) => axis.kernel);
      const input = axes.map((axis) => Math.max(1, extent(axis) - axis.begin - axis.end) + axis.more);
      const settings = settingsOf(axes);
      const { batch, groups, inGroup, outGroup } = channels;
      const options = { ...settings, groups };
      const x = [batch, groups * inGroup, ...input];
      const weight = [groups * outGroup, inGroup, ...kernel];
      return { kernel, input, output: windows(input, kernel, settings), settings, options, x, weight, batch };
    });

export const convCase = (rank: number): fc.Arbitrary<Case> =>
  window(rank).map(({ x, weight, options }) => ({ inputs: [x, weight], options }));

export const weightGradCase = (rank: number): fc.Arbitrary<Case> =>
  window(rank).map(({ x, weight, output, options }) => ({
    inputs: [x, [x[0], weight[0], ...output]],
    options: { ...options, weight },
  }));

export const locallyConnectedCase = (rank: number): fc.Arbitrary<Case> =>
  window(rank).map(({ x, weight, output, options }) => ({ inputs: [x, [...output, ...weight]], options }));

export const im2colCase = (rank: number): fc.Arbitrary<Case> =>
  fc.tuple(window(rank), fc.boolean()).map(([{ x, kernel, settings }, ceilMode]) => ({
    inputs: [x],
    options: { ...settings, kernel, ceilMode },
  }));

export const col2imCase = (rank: number): fc.Arbitrary<Case> =>
  window(rank).map(({ x, kernel, input, output, settings }) => ({
    inputs: [[x[0], x[1] * product(kernel), product(output)]],
    options: { ...settings, kernel, inputSize: input },
  }));

export const convTransposeCase = (rank: number): fc.Arbitrary<Case> =>
  fc
    .record({ axes: fc.array(axis, { minLength: rank, maxLength: rank }), channels })
    .map(({ axes, channels }) => {
      const { batch, groups, inGroup, outGroup } = channels;
      const outputPadding = axes.map(({ extra, stride, dilation }) =>
        Math.min(extra, Math.max(stride, dilation) - 1),
      );
      // Padding crops the result, so that there must be something left of it.
      const input = axes.map(({ begin, end, stride, ...axis }) =>
        Math.max(1, Math.ceil((begin + end + 1 - extent({ begin, end, stride, ...axis })) / stride) + 1),
      );
      return {
        inputs: [
          [batch, groups * inGroup, ...input],
          [groups * inGroup, outGroup, ...axes.map(({ kernel }) => kernel)],
        ],
        options: { ...settingsOf(axes), groups, outputPadding },
      };
    });

/** Windows of which each covers some of the input, as pooling needs it, with further options. */
export const poolCase = (rank: number, more: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<Case> =>
  fc
    .tuple(window(rank), fc.boolean(), more)
    .map(([{ x, kernel, settings }, ceilMode, more]) => ({
      inputs: [x],
      options: { ...settings, ...more, kernel, ceilMode },
    }))
    .filter(({ inputs: [[, , ...size]], options }) => everyWindowHoldsInput(size, options));
