/**
 * The three maps of a convolution as products of matrices over tables of offsets. No im2col matrix exists:
 * b's tables read windows of a placed copy of one operand.
 */
import type { Placement } from "./placement.js";
import { product, type Stretch, stepsOf, Walk } from "./walk.js";

/** One spatial axis of a sliding window, in elements. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: readonly [begin: number, end: number];
}

/** A convolution x [batch, groups · inGroup, …input] → y [batch, groups · outGroup, …output]. */
export interface Convolution {
  readonly batch: number;
  readonly groups: number;
  readonly inGroup: number;
  readonly outGroup: number;
  readonly axes: readonly WindowAxis[];
}

/** Element (i, j) of a matrix is at outer[i] + inner[j]. */
export interface Matrix {
  readonly outer: Walk;
  readonly inner: Walk;
}

/** c += a · b. */
export interface Factors {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
}

/** One of the operands: elements of a group, and whether each sample has its own. */
export interface Part {
  readonly size: number;
  readonly perSample: boolean;
}

/** c += a · b for every group of every sample; b is the placed operand. */
export interface ProductMap {
  readonly batch: number;
  readonly groups: number;
  readonly a: Part;
  readonly c: Part;
  /** Of one channel of b; a group has `channels` of them. */
  readonly placement: Placement;
  readonly channels: number;
  /** Several where the phases of a stride are products of their own. */
  readonly products: readonly Factors[];
}

const kernelSize = ({ axes }: Convolution): number => product(axes.map(({ kernel }) => kernel));
const inputSize = ({ axes }: Convolution): number => product(axes.map(({ input }) => input));
const outputSize = ({ axes }: Convolution): number => product(axes.map(({ output }) => output));
const weightSize = (g: Convolution): number => g.outGroup * g.inGroup * kernelSize(g);
const along = (...stretches: Stretch[]): Walk => new Walk(stretches);

/** The input with its padding: just what the windows reach, or the input itself where they need none. */
function inputPlacement({ axes }: Convolution): Placement {
  const direct = axes.every(({ padding }) => padding[0] === 0 && padding[1] === 0);
  return {
    input: axes.map(({ input }) => input),
    shape: axes.map(({ input, output, kernel, stride, dilation }) =>
      direct ? input : (output - 1) * stride + (kernel - 1) * dilation + 1,
    ),
    begin: axes.map(({ padding }) => padding[0]),
  };
}

/** y[o, p] += Σ w[o, (c, t)] · x[(c, t), p]. */
export function outputMap(g: Convolution): ProductMap {
  const placement = inputPlacement(g);
  const steps = stepsOf(placement.shape);
  const [depth, pixels] = [g.inGroup * kernelSize(g), outputSize(g)];
  const taps = g.axes.map(({ kernel, dilation }, i) => ({ count: kernel, step: dilation * steps[i] }));
  const positions = g.axes.map(({ output, stride }, i) => ({ count: output, step: stride * steps[i] }));
  return {
    batch: g.batch,
    groups: g.groups,
    a: { size: weightSize(g), perSample: false },
    c: { size: g.outGroup * pixels, perSample: true },
    placement,
    channels: g.inGroup,
    products: [
      {
        a: { outer: along({ count: g.outGroup, step: depth }), inner: along({ count: depth, step: 1 }) },
        b: {
          outer: along({ count: g.inGroup, step: product(placement.shape) }, ...taps),
          inner: along(...positions),
        },
        c: { outer: along({ count: g.outGroup, step: pixels }), inner: along({ count: pixels, step: 1 }) },
      },
    ],
  };
}

/** dw[o, (c, t)] += Σ dy[o, p] · x[(c, t), p]. */
export function weightGradMap(g: Convolution): ProductMap {
  const there = outputMap(g);
  const [{ a, b, c }] = there.products;
  return {
    ...there,
    a: { size: there.c.size, perSample: true },
    c: { size: there.a.size, perSample: false },
    products: [{ a: c, b: transposed(b), c: a }],
  };
}

export const transposed = ({ outer, inner }: Matrix): Matrix => ({ outer: inner, inner: outer });

/** One phase of a stride along an axis: the inputs that the same taps reach. */
interface Phase {
  /** Taps `tap`, `tap + tapStep`, … reach the phase's first input from outputs `from`, `from - fromStep`, … */
  readonly taps: number;
  readonly tap: number;
  readonly tapStep: number;
  readonly from: number;
  readonly fromStep: number;
  /** The phase's inputs: `first`, `first + stride`, … */
  readonly inputs: number;
  readonly first: number;
}

/**
 * Tap t carries output o to input i = s·o + d·t − p. Inputs with one (i + p) mod s share their taps and read
 * outputs side by side: an ordinary convolution, and no product with a stuffed zero. Phases that no tap
 * reaches are left out.
 */
function phasesOf({ input, kernel, stride, dilation, padding }: WindowAxis): Phase[] {
  // Taps of one phase are this far apart, and their outputs that far.
  const tapStep = stride / greatestCommonDivisor(stride, dilation);
  const fromStep = (tapStep * dilation) / stride;
  const phases: Phase[] = [];
  for (let tap = 0; tap < Math.min(tapStep, kernel); tap++) {
    const first = modulo(tap * dilation - padding[0], stride);
    if (first >= input) continue;
    phases.push({
      taps: Math.ceil((kernel - tap) / tapStep),
      tap,
      tapStep,
      from: (first + padding[0] - tap * dilation) / stride,
      fromStep,
      inputs: Math.ceil((input - first) / stride),
      first,
    });
  }
  return phases;
}

const modulo = (a: number, b: number): number => ((a % b) + b) % b;
const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

/** dx[c, i] += Σ w[(o, t), c] · dy[(o, t), i], phase by phase. */
export function inputGradMap(g: Convolution): ProductMap {
  const phases = g.axes.map(phasesOf);
  const begin = phases.map((axis) =>
    Math.max(0, ...axis.map(({ from, fromStep, taps }) => (taps - 1) * fromStep - from)),
  );
  const end = phases.map((axis) => Math.max(1, ...axis.map(({ from, inputs }) => from + inputs)));
  const shape = begin.map((before, axis) => before + end[axis]);
  const [steps, size] = [stepsOf(shape), product(shape)];
  const [taps, pixels] = [kernelSize(g), inputSize(g)];
  const kernelSteps = stepsOf(g.axes.map(({ kernel }) => kernel));
  const inputSteps = stepsOf(g.axes.map(({ input }) => input));
  return {
    batch: g.batch,
    groups: g.groups,
    a: { size: weightSize(g), perSample: false },
    c: { size: g.inGroup * pixels, perSample: true },
    placement: { input: g.axes.map(({ output }) => output), shape, begin },
    channels: g.outGroup,
    products: combinations(phases).map((phase) => ({
      a: {
        outer: along({ count: g.inGroup, step: taps }),
        inner: along(
          { count: g.outGroup, step: g.inGroup * taps },
          ...phase.map((p, i) => ({
            count: p.taps,
            step: p.tapStep * kernelSteps[i],
            first: p.tap * kernelSteps[i],
          })),
        ),
      },
      b: {
        outer: along(
          { count: g.outGroup, step: size },
          ...phase.map((p, i) => ({
            count: p.taps,
            step: -p.fromStep * steps[i],
            first: (p.from + begin[i]) * steps[i],
          })),
        ),
        inner: along(...phase.map(({ inputs }, i) => ({ count: inputs, step: steps[i] }))),
      },
      c: {
        outer: along({ count: g.inGroup, step: pixels }),
        inner: along(
          ...phase.map(({ inputs, first }, i) => ({
            count: inputs,
            step: g.axes[i].stride * inputSteps[i],
            first: first * inputSteps[i],
          })),
        ),
      },
    })),
  };
}

function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((head) => list.map((item) => [...head, item])), [[]]);
}
