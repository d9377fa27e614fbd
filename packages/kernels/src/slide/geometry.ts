/**
 * The maps of a convolution as windows that slide over planes: always three axes (planes, rows, columns), where those
 * without extent come first. A channel is laid out with its padding, each row split into the phases of the columns'
 * stride, so that every tap of neighbouring windows reads neighbours.
 */
import type { Convolution } from "../maps.js";
import { combinations, greatestCommonDivisor, modulo, type WindowAxis } from "../phases.js";
import { product, stepsOf } from "../walk.js";

/** Elements of one source channel along an axis, and where they lie in its padded copy. */
export interface LayoutAxis {
  readonly input: number;
  readonly before: number;
  readonly extent: number;
}

/** Along one axis: where windows begin in the padded copy, what their taps read, and where the results go. */
export interface PassAxis {
  readonly count: number;
  readonly stride: number;
  readonly taps: number;
  readonly start: number;
  readonly tapStep: number;
  /** Positions of the first tap and of the first result, and steps to the next. */
  readonly weight: readonly [first: number, step: number];
  readonly result: readonly [first: number, step: number];
}

export interface SlideGeometry {
  readonly layout: readonly LayoutAxis[];
  /** Windows with the same taps, on each axis: every combination of one a pass. */
  readonly passes: readonly (readonly PassAxis[])[];
  /** Extents of the axes in the weights and in the result. */
  readonly kernel: readonly number[];
  readonly target: readonly number[];
}

const axisCount = 3;
const unit: WindowAxis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padding: [0, 0] };

/** Three axes: those of one element and one tap first, for rows should be long. */
export function threeAxes(axes: readonly WindowAxis[]): WindowAxis[] {
  const extended = axes.filter((a) => a.input * a.output * a.kernel > 1 || a.padding.some((p) => p !== 0));
  return [...Array.from({ length: axisCount - extended.length }, () => unit), ...extended];
}

/** x → y. */
export function outputGeometry({ axes }: Pick<Convolution, "axes">): SlideGeometry {
  const three = threeAxes(axes);
  return {
    layout: three.map(({ input, output, kernel, stride, dilation, padding }) => ({
      input,
      before: padding[0],
      extent: (output - 1) * stride + (kernel - 1) * dilation + 1,
    })),
    passes: [
      three.map(({ output, kernel, stride, dilation }) => ({
        count: output,
        stride,
        taps: kernel,
        start: 0,
        tapStep: dilation,
        weight: [0, 1],
        result: [0, 1],
      })),
    ],
    kernel: three.map(({ kernel }) => kernel),
    target: three.map(({ output }) => output),
  };
}

/** dy → dx: a pass for each phase of the inputs, with the taps that reach them in reverse. */
export function inputGradGeometry({ axes }: Pick<Convolution, "axes">): SlideGeometry {
  const three = threeAxes(axes);
  const phases = three.map(phasesOf);
  const before = phases.map((axis) => Math.max(0, ...axis.map(({ start }) => -start)));
  return {
    layout: three.map(({ output }, axis) => {
      const end = phases[axis].map(({ start, count, taps, tapStep }) => start + count + (taps - 1) * tapStep);
      return { input: output, before: before[axis], extent: before[axis] + Math.max(1, ...end) };
    }),
    passes: combinations(phases).map((pass) =>
      pass.map((one, axis) => ({ ...one, start: one.start + before[axis] })),
    ),
    kernel: three.map(({ kernel }) => kernel),
    target: three.map(({ input }) => input),
  };
}

/**
 * Tap t carries output o to input i = s·o + d·t − p. Inputs with one (i + p) mod s share their taps, and read outputs side
 * by side; where none reaches them there are no taps.
 */
function phasesOf({ input, kernel, stride, dilation, padding }: WindowAxis): PassAxis[] {
  const weightStep = stride / greatestCommonDivisor(stride, dilation);
  const tapStep = (weightStep * dilation) / stride;
  return Array.from({ length: Math.min(stride, input) }, (_, first) => {
    const at = (tap: number): number => first + padding[0] - tap * dilation;
    const lowest = Array.from({ length: Math.min(weightStep, kernel) }, (_, tap) => tap).find(
      (tap) => modulo(at(tap), stride) === 0,
    );
    const taps = lowest === undefined ? 0 : Math.ceil((kernel - lowest) / weightStep);
    const highest = (lowest ?? 0) + Math.max(0, taps - 1) * weightStep;
    return {
      count: Math.ceil((input - first) / stride),
      stride: 1,
      taps,
      start: taps === 0 ? 0 : at(highest) / stride,
      tapStep,
      weight: [highest, -weightStep] as const,
      result: [first, stride] as const,
    };
  });
}

/** A column of the padded copy: the phase it lies in, and its place there. */
export interface Column {
  readonly phase: number;
  readonly at: number;
}

/** What one pass needs to know of the padded copy, in elements. */
export interface RowLayout {
  /** Which columns of the stride are laid out. */
  readonly residues: readonly number[];
  /** Columns of each phase. */
  readonly width: number;
  column(at: number): Column;
}

export function rowLayout({ extent }: LayoutAxis, { stride, taps, start, tapStep }: PassAxis): RowLayout {
  const all = Array.from({ length: taps }, (_, tap) => (start + tap * tapStep) % stride);
  const residues = [...new Set(all)].sort((a, b) => a - b);
  return {
    residues,
    width: Math.ceil(extent / stride),
    column: (at) => ({ phase: residues.indexOf(at % stride), at: Math.floor(at / stride) }),
  };
}

/** Taps along rows and columns that one piece of code knows; more are taken one by one. */
const mostTaps = 7;
const known = (taps: number): number => (taps <= mostTaps ? Math.max(taps, 1) : 1);
/** Taps of one plane that code knows. */
export const knownTaps = ([, rows, columns]: readonly PassAxis[]): [rows: number, columns: number] => [
  known(rows.taps),
  known(columns.taps),
];

/** Offsets, in elements, of what the code's first tap reads and of its weight. */
export interface Slice {
  readonly plane: number;
  readonly weight: number;
}

/**
 * One slice for each channel of a group, and for each tap that the code does not know.
 * @param steps elements from one channel, plane, and row of the copy to the next, and from one channel's weights to the next
 */
export function slicesOf(
  pass: readonly PassAxis[],
  block: readonly number[],
  kernel: readonly number[],
  layout: RowLayout,
  steps: { channels: number; channel: number; plane: number; row: number; channelWeights: number },
): Slice[] {
  const [planes, rows, columns] = pass;
  if (product(pass.map(({ taps }) => taps)) === 0) return [];
  const kernelSteps = stepsOf(kernel);
  const taps = [planes.taps, rows.taps / block[0], columns.taps / block[1]];
  return combinations(
    [steps.channels, ...taps].map((count) => Array.from({ length: count }, (_, i) => i)),
  ).map(([channel, ...tap]) => {
    const at = tap.map((t, axis) => pass[axis].start + t * pass[axis].tapStep);
    const { phase, at: column } = layout.column(at[2]);
    return {
      plane:
        channel * steps.channel + at[0] * steps.plane + at[1] * steps.row + phase * layout.width + column,
      weight:
        channel * steps.channelWeights +
        tap.reduce((sum, t, axis) => {
          const [first, step] = pass[axis].weight;
          return sum + (first + t * step) * kernelSteps[axis];
        }, 0),
    };
  });
}
