/**
 * The three maps of a convolution as products of matrices over tables of offsets. No im2col matrix exists:
 * b's tables read windows of a placed copy of one operand.
 */
import { combinations, phasesOf, reachOf, type WindowAxis } from "./phases.js";
import type { Placement } from "./placement.js";
import type { Part } from "./program.js";
import { product, type Stretch, stepsOf, Walk } from "./walk.js";

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

/** c += a · b for every group of every sample; b is the placed operand. */
export interface ProductMap {
  readonly batch: number;
  readonly groups: number;
  /** Elements of one group. */
  readonly a: Part;
  readonly c: Part;
  /** Rows of c in a group: its channels. */
  readonly rows: number;
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

/**
 * The input as the windows read it: with just the padding that they reach, without what they step over along an axis where
 * they are one element; or the input itself.
 */
function inputPlacement({ axes }: Convolution): Required<Placement> {
  const direct = axes.every(
    ({ padding, kernel, stride }) => padding[0] === 0 && padding[1] === 0 && (kernel > 1 || stride === 1),
  );
  return {
    input: axes.map(({ input }) => input),
    shape: axes.map(({ input, output, kernel, stride, dilation }) =>
      direct ? input : kernel === 1 ? output : (output - 1) * stride + (kernel - 1) * dilation + 1,
    ),
    begin: axes.map(({ padding }) => padding[0]),
    step: axes.map(({ kernel, stride }) => (kernel === 1 ? stride : 1)),
  };
}

/** y[o, p] += Σ w[o, (c, t)] · x[(c, t), p]. */
export function outputMap(g: Convolution): ProductMap {
  const placement = inputPlacement(g);
  const steps = stepsOf(placement.shape);
  const [depth, pixels] = [g.inGroup * kernelSize(g), outputSize(g)];
  const taps = g.axes.map(({ kernel, dilation }, i) => ({ count: kernel, step: dilation * steps[i] }));
  const positions = g.axes.map(({ output, stride }, i) => ({
    count: output,
    step: (stride / placement.step[i]) * steps[i],
  }));
  return {
    batch: g.batch,
    groups: g.groups,
    a: { size: weightSize(g), perSample: false },
    c: { size: g.outGroup * pixels, perSample: true },
    rows: g.outGroup,
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

/** dx[c, i] += Σ w[(o, t), c] · dy[(o, t), i], phase by phase. */
export function inputGradMap(g: Convolution): ProductMap {
  const phases = g.axes.map(phasesOf);
  const { begin, shape } = reachOf(phases);
  const [steps, size] = [stepsOf(shape), product(shape)];
  const [taps, pixels] = [kernelSize(g), inputSize(g)];
  const kernelSteps = stepsOf(g.axes.map(({ kernel }) => kernel));
  const inputSteps = stepsOf(g.axes.map(({ input }) => input));
  return {
    batch: g.batch,
    groups: g.groups,
    a: { size: weightSize(g), perSample: false },
    c: { size: g.inGroup * pixels, perSample: true },
    rows: g.inGroup,
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
