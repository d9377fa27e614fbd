/**
 * The maps of a convolution as filters that slide over planes. Each channel is laid out once, split into the
 * phases of its stride, so that every tap of every window reads neighbours, whatever stride and dilation.
 */
import type { Convolution } from "./maps.js";
import { type Move, movesOf, type Strip, strip, sumOf } from "./moves.js";
import { combinations, phasesOf, reachOf, type WindowAxis } from "./phases.js";
import { product, stepsOf } from "./walk.js";

/** How one channel becomes planes, and what slides over them. */
export interface SlideMap {
  /** Elements of one channel of the source, of one of its planes, and of one channel of the result. */
  readonly source: number;
  readonly plane: number;
  readonly target: number;
  /** For each plane of a channel, the copies that fill it. */
  readonly planes: readonly (readonly Move[])[];
  readonly passes: readonly SlidePass[];
}

/** Outputs that the same taps make. */
export interface SlidePass {
  /** Offset of each tap in the channel's planes, and in its weights. */
  readonly taps: readonly number[];
  readonly weights: readonly number[];
  /** Sums from the first to the last output; they lie like a plane. */
  readonly lattice: number;
  /** From the sums to the result, and from the result back to their places. */
  readonly out: readonly Move[];
  readonly back: readonly Move[];
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const kernelSteps = (axes: readonly WindowAxis[]): number[] => stepsOf(axes.map(({ kernel }) => kernel));

/** x → y: the planes of a channel are the phases of the stride, in the padded input. */
export function slideOutput({ axes }: Convolution): SlideMap {
  const residues = axes.map(({ kernel, stride, dilation }) => [
    ...new Set(range(kernel).map((tap) => (tap * dilation) % stride)),
  ]);
  const plane = axes.map(
    ({ output, kernel, stride, dilation }) => output + Math.floor(((kernel - 1) * dilation) / stride),
  );
  const phases = combinations(
    axes.map(({ input, stride, padding: [begin] }, axis) =>
      residues[axis].map((residue) => {
        const to = Math.max(0, Math.ceil((begin - residue) / stride));
        const from = residue + stride * to - begin;
        return strip(from, stride, to, 1, Math.min(Math.ceil((input - from) / stride), plane[axis] - to));
      }),
    ),
  );
  const steps = stepsOf(plane);
  const residueSteps = stepsOf(residues.map(({ length }) => length));
  const taps = combinations(axes.map(({ kernel }) => range(kernel))).map((tap) => {
    const along = tap.map((t, axis) => t * axes[axis].dilation);
    const phase = sumOf(along.map((a, i) => residues[i].indexOf(a % axes[i].stride) * residueSteps[i]));
    return phase * product(plane) + sumOf(along.map((a, i) => Math.floor(a / axes[i].stride) * steps[i]));
  });
  const [input, output] = [axes.map((axis) => axis.input), axes.map((axis) => axis.output)];
  const whole = output.map((count) => strip(0, 1, 0, 1, count));
  return {
    source: product(input),
    plane: product(plane),
    target: product(output),
    planes: phases.map((strips) => movesOf(strips, input, plane)),
    passes: [pass(taps, range(taps.length), whole, plane, output)],
  };
}

/** dy → dx: one plane, and a pass for each phase of the inputs. */
export function slideInputGrad({ axes }: Convolution): SlideMap {
  const phases = axes.map(phasesOf);
  const { begin, shape } = reachOf(phases);
  const [steps, weightSteps] = [stepsOf(shape), kernelSteps(axes)];
  const [input, output] = [axes.map((axis) => axis.input), axes.map((axis) => axis.output)];
  const strips = output.map((count, i) => strip(0, 1, begin[i], 1, Math.min(count, shape[i] - begin[i])));
  return {
    source: product(output),
    plane: product(shape),
    target: product(input),
    planes: [movesOf(strips, output, shape)],
    passes: combinations(phases).map((phase) => {
      const taps = combinations(phase.map((p) => range(p.taps)));
      return pass(
        taps.map((tap) =>
          sumOf(tap.map((t, i) => (phase[i].from - t * phase[i].fromStep + begin[i]) * steps[i])),
        ),
        taps.map((tap) => sumOf(tap.map((t, i) => (phase[i].tap + t * phase[i].tapStep) * weightSteps[i]))),
        phase.map(({ inputs, first }, i) => strip(0, 1, first, axes[i].stride, inputs)),
        shape,
        input,
      );
    }),
  };
}

function pass(
  taps: readonly number[],
  weights: readonly number[],
  strips: readonly Strip[],
  plane: readonly number[],
  target: readonly number[],
): SlidePass {
  const steps = stepsOf(plane);
  const turned = strips.map(({ from, fromStep, to, toStep, count }) =>
    strip(to, toStep, from, fromStep, count),
  );
  return {
    taps,
    weights,
    lattice: 1 + sumOf(strips.map(({ count }, axis) => (count - 1) * steps[axis])),
    out: movesOf(strips, plane, target),
    back: movesOf(turned, target, plane),
  };
}
