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
 * Estimated machine cycles on resident operands, as measured: half a cycle and more for four multiply-adds, since a vector
 * that stands alone at the end of a row loads its weights for itself; results that are no neighbours are stored one by
 * one; padded copies, where windows cannot be read in place.
 */
export function slideCycles(kind: SlideKind, convolution: Convolution): number {
  const { batch, groups, inGroup, outGroup } = convolution;
  const { layout, passes } =
    kind === "inputGrad" ? inputGradGeometry(convolution) : outputGeometry(convolution);
  const [sources, targets] = kind === "inputGrad" ? [outGroup, inGroup] : [inGroup, outGroup];
  const copied = sources * product(layout.map(({ extent }) => extent));
  const ofPass = (pass: readonly PassAxis[]): number => {
    const [planes, rows, columns] = pass;
    const lines = planes.count * rows.count;
    const taps = sources * product(pass.map((axis) => axis.taps));
    const copy = copied * ([0.3, 0.5][columns.stride - 1] ?? 1.5);
    const { count } = columns;
    if (kind === "weightGrad") {
      const steps = Math.floor(count / 4) + Number((count & 2) > 0) + (count & 1);
      return targets * (0.62 * steps * lines * taps + 40) + copy;
    }
    const vectors = lines * Math.ceil(count / 4);
    const stores = (columns.result[1] > 1 ? 4 : 0.2) * vectors;
    if (taps <= 9 && sources * planes.taps === 1) {
      const inPlace = columns.stride <= 2 && columns.result[1] === 1 && count > 4;
      const each = columns.stride > 1 && inPlace ? 0.95 : 0.55;
      return targets * (each * vectors * taps + stores + 40) + (inPlace ? 0 : copy);
    }
    const [pairs, singles] = [Math.floor(count / 8), Math.ceil((count % 8) / 4)];
    return targets * ((1.3 * pairs + 1.05 * singles) * lines * taps + stores + 40) + copy;
  };
  return batch * groups * passes.reduce((sum, pass) => sum + ofPass(pass), 0);
}

/** Elements that an eager call copies in and out. */
export const slideElements = ({ batch, groups, inGroup, outGroup, axes }: Convolution): number =>
  batch *
  groups *
  (inGroup * product(threeAxes(axes).map(({ input }) => input)) +
    outGroup * product(threeAxes(axes).map(({ output }) => output)));
