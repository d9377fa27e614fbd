import type { WindowAxis } from "../phases.js";
import type { Program, Step } from "../program.js";
import type { Meeting } from "../slide/block.js";
import { slideModule } from "../slide/emit.js";
import { slideFields } from "../slide/fields.js";
import { inputGradGeometry, knownTaps, outputGeometry, type PassAxis } from "../slide/geometry.js";
import { type GroupSizes, planOf } from "../slide/plan.js";
import { noEpilogue, resultFirst, tableSizes, tablesOf, windowWords } from "../slide/words.js";
import { product } from "../walk.js";
import { floatWord } from "../wasm/code.js";
import { maxGradientModule } from "./gradient.js";
import { maximum, sum } from "./meeting.js";
import { quotientFields, quotientModule } from "./quotient.js";

/** Windows that slide over each channel of a sample. */
export interface Pooling {
  readonly channels: number;
  readonly axes: readonly WindowAxis[];
}

/** The largest element of each window, from the operands x, result; padding never wins. */
export const maxPoolProgram = (pooling: Pooling): Program =>
  poolProgram("max", maximum, Number.NEGATIVE_INFINITY, pooling);

/**
 * Each window's sum over its divisor, from the operands x, result, in float32.
 * @param divisors of one channel's results, asked for when the program is loaded
 */
export const avgPoolProgram = (pooling: Pooling, divisors: () => ArrayLike<number>): Program =>
  poolProgram("mean", sum, 0, pooling, divisors);

/**
 * The gradient of `maxPoolProgram`, from the operands dy, x, result: each window's goes to its first largest element. (−∞
 * counts as the lowest finite number.)
 */
export function maxPoolGradProgram({ channels, axes }: Pooling): Program {
  const geometry = outputGeometry({ axes });
  const [pass] = geometry.passes;
  const sizes = sizesOf(channels);
  const plan = planOf(geometry, pass, sizes, { banded: false, taps: rowMajorTaps(pass) });
  const [, rows] = geometry.layout;
  const input = channels * product(geometry.layout.map(({ input }) => input));
  return {
    ...emptyProgram,
    operands: [
      { size: channels * product(geometry.target), perSample: true },
      { size: input, perSample: true },
      { size: input, perSample: true },
    ],
    scratch: plan.scratch + plan.laid,
    tables: tableSizes(plan),
    makeTables: () => tablesOf(plan),
    run: ({ operands: [dy, x, dx], tables: [slices, strips] }) => [
      {
        routine: { module: maxGradientModule(plan.shape, plan.columnStride), name: "scatters" },
        words: slideFields.list({
          ...windowWords(geometry, pass, plan, sizes),
          ...noEpilogue,
          ...noWeights,
          rows: Math.max(0, Math.min(rows.input, plan.extent - rows.before)),
          source: x,
          weights: dx,
          filling: floatWord(Number.NEGATIVE_INFINITY),
          slices,
          slicesEnd: slices + 8 * plan.slices.length,
          strips,
          result: dy,
        }),
        items: Math.ceil(channels / plan.blockGroups),
      },
    ],
  };
}

/** The gradient of `avgPoolProgram`, from the operands dy, result: dy over the divisors, spread over the windows. */
export function avgPoolGradProgram({ channels, axes }: Pooling, divisors: () => ArrayLike<number>): Program {
  const geometry = inputGradGeometry({ axes });
  const sizes = sizesOf(channels);
  const plans = geometry.passes.map((pass) => ({ pass, plan: planOf(geometry, pass, sizes) }));
  const output = product(geometry.layout.map(({ input }) => input));
  return {
    ...emptyProgram,
    operands: [
      { size: channels * output, perSample: true },
      { size: channels * product(geometry.target), perSample: true },
    ],
    shared: channels * output,
    scratch: Math.max(...plans.map(({ plan }) => plan.scratch)),
    tables: [output, ...plans.flatMap(({ plan }) => tableSizes(plan))],
    steps: 1 + plans.length,
    makeTables: () => [floatTable(divisors()), ...plans.flatMap(({ plan }) => tablesOf(plan))],
    run: ({ operands: [dy, dx], shared, tables: [table, ...tables] }) => [
      {
        routine: { module: quotientModule, name: "quotients" },
        words: quotientFields.list({ from: dy, to: shared, divisors: table, bytes: 4 * output }),
        items: channels,
      },
      ...plans.map(({ pass, plan }, i) => ({
        routine: { module: slideModule("sum", plan.shape, plan.columnStride, sum), name: "slide" },
        words: slideFields.list({
          ...windowWords(geometry, pass, plan, sizes),
          ...noEpilogue,
          ...noWeights,
          source: shared,
          slices: tables[2 * i],
          slicesEnd: tables[2 * i] + 8 * plan.slices.length,
          strips: tables[2 * i + 1],
          result: dx + 4 * resultFirst(geometry, pass),
        }),
        items: Math.ceil(channels / plan.blockGroups) * plan.bands,
      })),
    ],
  };
}

const sizesOf = (channels: number): GroupSizes => ({
  groups: channels,
  sources: 1,
  targets: 1,
  channelWeights: 0,
});

/** Where rows have too many taps to be known at once, columns are taken one by one as well: in row-major order. */
function rowMajorTaps(pass: readonly PassAxis[]): readonly [number, number] {
  const [rows, columns] = knownTaps(pass);
  return [columns === pass[2].taps ? rows : 1, columns];
}

const emptyProgram = { prepared: 0, shared: 0, steps: 1, prepare: (): Step[] => [] };
const noWeights = { weights: 0, groupWeights: 0, targetWeights: 0 };
const floatTable = (values: ArrayLike<number>): Int32Array =>
  new Int32Array(Float32Array.from(values).buffer);

function poolProgram(
  name: string,
  meeting: Meeting,
  filling: number,
  { channels, axes }: Pooling,
  divisors?: () => ArrayLike<number>,
): Program {
  const geometry = outputGeometry({ axes });
  const [pass] = geometry.passes;
  const sizes = sizesOf(channels);
  const plan = planOf(geometry, pass, sizes, { taps: rowMajorTaps(pass) });
  const output = product(geometry.target);
  return {
    ...emptyProgram,
    operands: [
      { size: channels * product(geometry.layout.map(({ input }) => input)), perSample: true },
      { size: channels * output, perSample: true },
    ],
    scratch: plan.scratch,
    tables: [...tableSizes(plan), divisors ? output : 0],
    makeTables: () => [...tablesOf(plan), floatTable(divisors ? divisors() : [])],
    run: ({ operands: [x, y], tables: [slices, strips, table] }) => [
      {
        routine: {
          module: slideModule(name, plan.shape, plan.columnStride, meeting, divisors !== undefined),
          name: "slide",
        },
        words: slideFields.list({
          ...windowWords(geometry, pass, plan, sizes),
          ...noEpilogue,
          ...noWeights,
          source: x,
          filling: floatWord(filling),
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
