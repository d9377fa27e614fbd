import { product, stepsOf } from "../walk.js";
import type { slideFields } from "./fields.js";
import type { PassAxis, SlideGeometry } from "./geometry.js";
import { stripWords } from "./lay.js";
import type { GroupSizes, PassPlan } from "./plan.js";

export const tableSizes = ({ slices, strips }: PassPlan): number[] => [
  2 * slices.length,
  stripWords * strips.length,
];

export const tablesOf = ({ slices, strips }: PassPlan): Int32Array[] => [
  Int32Array.from(slices.flatMap(({ plane, weight }) => [4 * plane, 4 * weight])),
  Int32Array.from(strips.flatMap(([from, to, count]) => [4 * from, 4 * to, count])),
];

type Words = Parameters<typeof slideFields.list>[0];

/** Nothing is added to a result, and nothing cut off it. */
export const noEpilogue: Pick<
  Words,
  "filling" | "initial" | "adds" | "bias" | "hasBias" | "clamp" | "low" | "high" | "divisors"
> = { filling: 0, initial: 0, adds: 0, bias: 0, hasBias: 0, clamp: 0, low: 0, high: 0, divisors: 0 };

/** The words of a descriptor that follow from sizes alone. */
export function windowWords(
  { layout, kernel, target }: SlideGeometry,
  pass: readonly PassAxis[],
  plan: PassPlan,
  { groups, sources, targets }: GroupSizes,
): Omit<
  Words,
  | keyof typeof noEpilogue
  | ("source" | "weights" | "groupWeights" | "targetWeights" | "slices" | "slicesEnd" | "strips" | "result")
> {
  const [sourceSteps, kernelSteps, targetSteps] = [
    stepsOf(layout.map(({ input }) => input)),
    stepsOf(kernel),
    stepsOf(target),
  ];
  const source = product(layout.map(({ input }) => input));
  const [planesAxis, rowsAxis, columnsAxis] = pass;
  return {
    groups,
    blockGroups: plan.blockGroups,
    bands: plan.bands,
    bandRows: plan.bandRows,
    sourceGroup: 4 * sources * source,
    sourceChannel: 4 * source,
    sourcePlane: 4 * sourceSteps[0],
    sourceRow: 4 * sourceSteps[1],
    channels: sources,
    planes: plan.planes,
    rows: layout[1].input,
    laid: 4 * plan.laid,
    before: layout[1].before,
    extent: plan.extent,
    first: 4 * plan.first,
    channelStep: 4 * plan.channel,
    planeStep: 4 * plan.plane,
    rowStep: 4 * plan.row,
    phaseStep: 4 * plan.phase,
    stripCount: plan.strips.length,
    weightRow: 4 * rowsAxis.weight[1] * kernelSteps[1],
    weightColumn: 4 * columnsAxis.weight[1] * kernelSteps[2],
    targets,
    targetStep: 4 * product(target),
    resultPlanes: planesAxis.count,
    resultPlane: 4 * planesAxis.result[1] * targetSteps[0],
    resultRows: rowsAxis.count,
    resultRow: 4 * rowsAxis.result[1] * targetSteps[1],
    resultColumn: 4 * columnsAxis.result[1],
    width: columnsAxis.count,
    windowPlane: 4 * planesAxis.stride * plan.plane,
  };
}

/** Elements from a channel's first result to that of a pass. */
export const resultFirst = ({ target }: SlideGeometry, pass: readonly PassAxis[]): number => {
  const steps = stepsOf(target);
  return pass.reduce((sum, axis, i) => sum + axis.result[0] * steps[i], 0);
};
