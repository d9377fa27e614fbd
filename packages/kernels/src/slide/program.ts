import type { Convolution } from "../maps.js";
import { multiplyAdd } from "../product/tile.js";
import type { Fusion, Places, Program, Step } from "../program.js";
import { product } from "../walk.js";
import { f32x4, floatWord, get } from "../wasm/code.js";
import { simdLevel } from "../wasm/host.js";
import type { Meeting } from "./block.js";
import { directModule, inPlaceWords } from "./direct.js";
import { dotModule, dotTaps } from "./dot.js";
import { slideModule } from "./emit.js";
import { slideFields } from "./fields.js";
import { inputGradGeometry, knownTaps, outputGeometry, type PassAxis } from "./geometry.js";
import { type GroupSizes, type PassPlan, planOf } from "./plan.js";
import { edgesOf } from "./reads.js";
import { noEpilogue, resultFirst, tableSizes, tablesOf, windowWords } from "./words.js";

/** Sums of elements times weights. */
const weightedSum = (fused: boolean): Meeting => {
  const madd = multiplyAdd(fused);
  return {
    weighted: true,
    first: (bias) => f32x4.loadSplat(get(bias)),
    add: (sum, element, weight) => madd(element, weight!, sum),
  };
};

const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);

/**
 * The output or the input gradient of a convolution whose groups have few channels, in WebAssembly SIMD, from the operands
 * source, weights (, bias) (, residual), result: filters slide over the planes of each group, laid out with their padding
 * in a thread's own memory.
 */
export function slideProgram(
  kind: "output" | "inputGrad",
  convolution: Convolution,
  { bias = false, residual = false, clamp }: Fusion = {},
  fused: boolean = simdLevel() === "relaxed",
): Program {
  const { groups, inGroup, outGroup } = convolution;
  const geometry = kind === "output" ? outputGeometry(convolution) : inputGradGeometry(convolution);
  const kernel = product(geometry.kernel);
  const isOutput = kind === "output";
  const sizes: GroupSizes = {
    groups,
    sources: isOutput ? inGroup : outGroup,
    targets: isOutput ? outGroup : inGroup,
    channelWeights: isOutput ? kernel : inGroup * kernel,
  };
  const targetWeights = isOutput ? inGroup * kernel : kernel;
  const source = product(geometry.layout.map(({ input }) => input));
  const target = product(geometry.target);
  const plans = geometry.passes.map((pass) => ({ pass, plan: planOf(geometry, pass, sizes) }));
  const result = { size: groups * sizes.targets * target, perSample: true };
  const meeting = weightedSum(fused);
  const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

  const stepOf = (
    { pass, plan }: { pass: readonly PassAxis[]; plan: PassPlan },
    [slices, strips]: readonly number[],
    at: Places,
    accumulate: boolean,
  ): Step => {
    const [from, weights] = at.operands;
    const to = at.operands[at.operands.length - 1];
    // Results that lie over others twice would add twice.
    const edges = accumulate || residual ? undefined : edgesOf(geometry, pass, plan.shape);
    const name = `slide ${fused}`;
    return {
      routine: {
        module: edges
          ? directModule(name, plan.shape, edges, meeting)
          : slideModule(name, plan.shape, plan.columnStride, meeting),
        name: "slide",
      },
      words: slideFields.list({
        ...windowWords(geometry, pass, plan, sizes),
        ...(edges ? inPlaceWords(geometry, pass) : {}),
        source: from,
        weights,
        groupWeights: 4 * inGroup * outGroup * kernel,
        targetWeights: 4 * targetWeights,
        slices,
        slicesEnd: slices + 8 * plan.slices.length,
        strips,
        filling: 0,
        result: to + 4 * resultFirst(geometry, pass),
        initial: accumulate ? 0 : at.operands[at.operands.length - 2] - to,
        adds: Number(accumulate || residual),
        bias: bias ? at.operands[2] : 0,
        hasBias: Number(bias),
        clamp: Number(clamp !== undefined),
        low: floatWord(low),
        high: floatWord(high),
        divisors: 0,
      }),
      items: Math.ceil(groups / plan.blockGroups) * plan.bands,
    };
  };

  return {
    operands: [
      { size: groups * sizes.sources * source, perSample: true },
      { size: groups * inGroup * outGroup * kernel, perSample: false },
      ...(bias ? [{ size: groups * sizes.targets, perSample: false }] : []),
      ...(residual ? [result] : []),
      result,
    ],
    prepared: 0,
    shared: 0,
    scratch: largest(plans.map(({ plan }) => plan.scratch)),
    tables: plans.flatMap(({ plan }) => tableSizes(plan)),
    steps: plans.length,
    makeTables: () => plans.flatMap(({ plan }) => tablesOf(plan)),
    prepare: () => [],
    run: (at, accumulate) =>
      plans.map((one, i) => stepOf(one, at.tables.slice(2 * i, 2 * i + 2), at, accumulate)),
  };
}

/**
 * The weight gradient of such a convolution, from the operands x, dy, result: each tap's sum of x · dy.
 */
export function slideWeightGradProgram(
  convolution: Convolution,
  fused: boolean = simdLevel() === "relaxed",
): Program {
  const { groups, inGroup, outGroup } = convolution;
  const geometry = outputGeometry(convolution);
  const [pass] = geometry.passes;
  const kernel = product(geometry.kernel);
  const sizes: GroupSizes = { groups, sources: inGroup, targets: outGroup, channelWeights: kernel };
  const [, rows] = geometry.layout;
  const plan = planOf(geometry, pass, sizes, { banded: false, taps: dotTaps(knownTaps(pass)) });
  const source = product(geometry.layout.map(({ input }) => input));
  return {
    operands: [
      { size: groups * inGroup * source, perSample: true },
      { size: groups * outGroup * product(geometry.target), perSample: true },
      { size: groups * inGroup * outGroup * kernel, perSample: false },
    ],
    prepared: 0,
    shared: 0,
    scratch: plan.scratch,
    tables: tableSizes(plan),
    steps: 1,
    makeTables: () => tablesOf(plan),
    prepare: () => [],
    run: ({ operands: [x, dy, dw], tables: [slices, strips] }, accumulate) => [
      {
        routine: { module: dotModule(plan.shape, plan.columnStride, fused), name: "dots" },
        words: slideFields.list({
          ...windowWords(geometry, pass, plan, sizes),
          ...noEpilogue,
          rows: Math.max(0, Math.min(rows.input, plan.extent - rows.before)),
          source: x,
          weights: dw,
          groupWeights: 4 * inGroup * outGroup * kernel,
          targetWeights: 4 * inGroup * kernel,
          slices,
          slicesEnd: slices + 8 * plan.slices.length,
          strips,
          result: dy,
          adds: Number(accumulate),
        }),
        items: Math.ceil(groups / plan.blockGroups),
      },
    ],
  };
}
