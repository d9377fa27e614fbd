import type { Convolution } from "../maps.js";
import { product } from "../walk.js";
import { inputGradGeometry, outputGeometry, type PassAxis, threeAxes } from "./geometry.js";

/** Which of the three maps of a convolution. */
export type SlideKind = "output" | "inputGrad" | "weightGrad";

/** Weights that meet in a group (each has a word in a table), and phases of a stride (each is a pass). */
const mostWeights = 4096;
const mostPhases = 64;

/** True, or why filters do not slide well over such planes. */
export function slideSupports(kind: SlideKind, { inGroup, outGroup, axes }: Convolution): true | string {
  const weights = Math.max(inGroup, outGroup) * product(axes.map(({ kernel }) => kernel));
  if (weights > mostWeights) return `${weights} weights meet in a group, more than ${mostWeights}`;
  const phases = kind === "inputGrad" ? product(axes.map((a) => Math.min(a.stride, a.input))) : 1;
  return phases <= mostPhases || `its stride has ${phases} phases, more than ${mostPhases}`;
}

/**
 * Estimated machine cycles on resident operands: blocks of four results (a whole one where fewer are left) at half a
 * cycle a multiply-add and some to begin and store; the padded copies.
 */
export function slideCycles(kind: SlideKind, convolution: Convolution): number {
  const { batch, groups, inGroup, outGroup } = convolution;
  const { layout, passes } =
    kind === "inputGrad" ? inputGradGeometry(convolution) : outputGeometry(convolution);
  const copy = (inGroup: number): number => inGroup * product(layout.map(({ extent }) => extent)) * 0.5;
  const work = passes.map((pass) => blocks(pass) * (inGroup * outGroup * taps(pass) * 0.6 + outGroup * 3));
  const sources = kind === "inputGrad" ? outGroup : inGroup;
  return batch * groups * (work.reduce((a, b) => a + b, 0) + passes.length * copy(sources) + 50);
}

const taps = (pass: readonly PassAxis[]): number => product(pass.map((axis) => axis.taps));
const blocks = ([planes, rows, columns]: readonly PassAxis[]): number =>
  planes.count * rows.count * Math.ceil(columns.count / 4);

/** Elements that an eager call copies in and out. */
export const slideElements = ({ batch, groups, inGroup, outGroup, axes }: Convolution): number =>
  batch *
  groups *
  (inGroup * product(threeAxes(axes).map(({ input }) => input)) +
    outGroup * product(threeAxes(axes).map(({ output }) => output)));
