import type { WindowAxis } from "../phases.js";
import type { Program } from "../program.js";
import type { Meeting } from "../slide/block.js";
import { slideModule } from "../slide/emit.js";
import { slideFields } from "../slide/fields.js";
import { knownTaps, outputGeometry } from "../slide/geometry.js";
import { planOf } from "../slide/plan.js";
import { noEpilogue, tableSizes, tablesOf, windowWords } from "../slide/words.js";
import { product } from "../walk.js";
import { f32x4, floatWord, v128 } from "../wasm/code.js";

/** Windows that slide over each channel of a sample. */
export interface Pooling {
  readonly channels: number;
  readonly axes: readonly WindowAxis[];
}

/** The first of the largest elements: of −0 and 0 that which stands first, of NaN and a number NaN. */
const maximum: Meeting = {
  weighted: false,
  first: () => f32x4.splat(Number.NEGATIVE_INFINITY),
  add: (most, element) => v128.select(f32x4.unequal(element, element), element, f32x4.pmax(most, element)),
};

const sum: Meeting = {
  weighted: false,
  first: () => f32x4.splat(0),
  add: (total, element) => f32x4.add(total, element),
};

/** The largest element of each window, from the operands x, result; padding never wins. */
export const maxPoolProgram = (pooling: Pooling): Program =>
  poolProgram("max", maximum, Number.NEGATIVE_INFINITY, pooling);

/**
 * Each window's sum over its divisor, from the operands x, result, in float32.
 * @param divisors of one channel's results, asked for when the program is loaded
 */
export const avgPoolProgram = (pooling: Pooling, divisors: () => ArrayLike<number>): Program =>
  poolProgram("sum", sum, 0, pooling, divisors);

function poolProgram(
  name: string,
  meeting: Meeting,
  filling: number,
  { channels, axes }: Pooling,
  divisors?: () => ArrayLike<number>,
): Program {
  const geometry = outputGeometry({ axes });
  const [pass] = geometry.passes;
  const sizes = { groups: channels, sources: 1, targets: 1, channelWeights: 0 };
  // Where rows have too many taps to be known at once, columns are taken one by one as well: windows in row-major order.
  const [rowTaps, columnTaps] = knownTaps(pass);
  const taps = [columnTaps === pass[2].taps ? rowTaps : 1, columnTaps] as const;
  const plan = planOf(geometry, pass, sizes, { taps });
  const output = product(geometry.target);
  return {
    operands: [
      { size: channels * product(geometry.layout.map(({ input }) => input)), perSample: true },
      { size: channels * output, perSample: true },
    ],
    prepared: 0,
    shared: 0,
    scratch: plan.scratch,
    tables: [...tableSizes(plan), divisors ? output : 0],
    steps: 1,
    makeTables: () => [
      ...tablesOf(plan),
      divisors ? new Int32Array(Float32Array.from(divisors()).buffer) : new Int32Array(0),
    ],
    prepare: () => [],
    run: ({ operands: [x, y], tables: [slices, strips, table] }) => [
      {
        routine: {
          module: slideModule(name, plan.shape, plan.columnStride, meeting, divisors !== undefined),
          name: "slide",
        },
        words: slideFields.list({
          ...windowWords(geometry, pass, plan, sizes),
          ...noEpilogue,
          source: x,
          filling: floatWord(filling),
          weights: 0,
          groupWeights: 0,
          targetWeights: 0,
          slices,
          slicesEnd: slices + 8 * plan.slices.length,
          strips,
          result: y,
          divisors: table,
        }),
        items: Math.ceil(channels / plan.blockGroups) * plan.bands,
      },
    ],
  };
}

/** Estimated machine cycles on resident operands: a padded copy, and two elements of each window a cycle. */
export function poolCycles({ channels, axes }: Pooling): number {
  const copy = product(
    axes.map(({ output, stride, kernel, dilation }) => (output - 1) * stride + (kernel - 1) * dilation + 1),
  );
  const windows = product(axes.map(({ output }) => output));
  const taps = product(axes.map(({ kernel }) => kernel));
  return channels * (copy / 2 + windows * (1 + taps / 2) + 50);
}
