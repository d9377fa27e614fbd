import { type Move, movesOf, strip } from "../moves.js";
import { clearStep, copyStep, finishStep, placeStep, tableOfMoves } from "../parts.js";
import { combinations } from "../phases.js";
import { splitRows, tileColumns } from "../product/tile.js";
import type { Fusion, Places, Program, Step } from "../program.js";
import { moveWords } from "../rows.js";
import { product } from "../walk.js";
import { floatWord } from "../wasm/code.js";
import { simdLevel } from "../wasm/host.js";
import { productsAt, vector } from "./blocks.js";
import { winogradFields } from "./fields.js";
import { sourcesTogether, winogradModule } from "./module.js";
import { axisTiles, tiledAxis, type WinogradSetting } from "./setting.js";

/** Bytes of transformed input and products of one block: they stay in the second level of cache. */
const blockBytes = 2 ** 20;
/** Bytes of a whole transformed input that does so, so that the weights are read once. */
const wholeBytes = 1.25 * 2 ** 20;
/** Targets of a block: a slice of their weights stays in the first level. */
const mostTargets = 48;
/**
 * Sources summed before the sum is added to the products. In one sum of 512 the error grows to 5 × that of the direct
 * kernel (which adds up blocks of 512 products); in blocks of 64 it stays at 2.3 ×.
 */
const mostDepth = 64;

const ceil = (count: number, of: number): number => Math.ceil(count / of);
/** Size of blocks of at most `most`, as even as can be; of an empty block, 1. */
const evenly = (count: number, most: number): number => Math.max(1, ceil(count, ceil(count, most) || 1));
/** Bytes rounded up to an odd number of cache lines: steps of so many fall on all sets of the cache. */
const oddLines = (bytes: number): number => 64 * (ceil(bytes, 64) | 1);

interface Sizes {
  readonly points: number;
  readonly tiles: number;
  /** Fours of tiles that lie in the result, whose rows are neighbours. */
  readonly wholeVectors: number;
  readonly panels: number;
  readonly placed: readonly number[];
  readonly isPlaced: boolean;
  /** Sources in one sum, a multiple of four, and how many such sums there are. */
  readonly depth: number;
  readonly depths: number;
  readonly sliceStep: number;
  /** Whether the input is transformed as a whole, before all products. */
  readonly whole: boolean;
  readonly blockPanels: number;
  readonly blockTargets: number;
  readonly pointStep: number;
  readonly productStep: number;
}

function sizesOf(s: WinogradSetting): Sizes {
  const points = (s.m + s.r - 1) ** 2;
  const axes = s.output.map((output, i) => tiledAxis(output, s.dilation[i], s.m, s.r));
  const tiles = product(axes.map(({ count }) => count));
  const panels = ceil(tiles, tileColumns);
  const placed = axes.map(({ phases, length }) => phases * length);
  const depth = 4 * ceil(evenly(s.sources, mostDepth), 4);
  const depths = ceil(s.sources, depth);
  const blockTargets = evenly(s.targets, mostTargets);
  const perPanel = points * vector;
  const whole = s.groups * panels * perPanel * s.sources <= wholeBytes && s.targets >= tileColumns * panels;
  const most = Math.floor(blockBytes / (perPanel * (s.sources + blockTargets)));
  const blockPanels = whole ? panels : evenly(panels, Math.max(1, most));
  return {
    wholeVectors: s.dilation[1] === 1 ? Math.floor(product(axes.map((axis) => axis.whole)) / 4) : 0,
    ...{ points, tiles, panels, placed, depth, depths, whole, blockPanels, blockTargets },
    isPlaced: placed.some((size, i) => size !== s.input[i] || s.begin[i] !== 0 || s.dilation[i] !== 1),
    sliceStep: oddLines(4 * blockTargets * depth),
    pointStep: oddLines(blockPanels * s.sources * vector),
    productStep: oddLines(blockPanels * blockTargets * vector),
  };
}

/** Reading a transformed filter that is not in a cache, as in a network whose weights are more than caches hold. */
const streaming = 1.3;

/**
 * Estimated machine cycles: products, the three transforms, copies; with `fusion`, of operands that are resident, where
 * constant filters are only read.
 */
export function winogradCycles(s: WinogradSetting, fusion?: Fusion): number {
  const { points, panels, placed } = sizesOf(s);
  const products = points * panels * s.sources * Math.max(4, s.targets);
  const inputs = 12 * points * panels * s.sources;
  const outputs = 8 * points * panels * s.targets;
  const filters = (fusion?.constant ? streaming : 5) * points * s.targets * s.sources;
  const copies = s.sources * product(placed) + (fusion ? 0 : 2 * s.targets * product(s.output));
  return s.batch * s.groups * (products + inputs + outputs + filters + copies + 20_000);
}

/**
 * A convolution of stride 1 by F(m × m, r × r): (m + r − 1)² products for m² outputs of r² taps, from the operands source,
 * weights (, bias) (, residual), result. Tiles whose result is not finite are computed again directly, so NaN and infinity
 * reach only outputs whose windows read them.
 */
export function winogradProgram(
  s: WinogradSetting,
  { bias = false, residual = false, clamp, constant = false }: Fusion = {},
  fused: boolean = simdLevel() === "relaxed",
): Program {
  const sizes = sizesOf(s);
  const { points, panels, placed, isPlaced, depth, depths, whole, blockPanels, blockTargets } = sizes;
  const [inputSize, outputSize, placedSize] = [s.input, s.output, placed].map(product);
  const empty = s.sources * s.targets === 0;
  const phases = product(s.output.map((output, i) => tiledAxis(output, s.dilation[i], s.m, s.r).phases));
  const result = { size: s.groups * s.targets * outputSize, perSample: true };
  const targetBlocks = ceil(s.targets, blockTargets);
  const copies = isPlaced ? s.groups * s.sources * placedSize : 0;
  const transformedGroup = points * sizes.pointStep;
  const transformed = (whole ? s.groups : 0) * (transformedGroup / 4);
  const preparedGroup = targetBlocks * points * depths * sizes.sliceStep;
  const prepared = (s.groups * preparedGroup) / 4;
  const productBytes = points * sizes.productStep;
  const [sixes, fives, rest] = splitRows(blockTargets);
  const [lastSixes, lastFives, lastRest] = splitRows(s.targets - (targetBlocks - 1) * blockTargets);
  const module = winogradModule(s.m, s.r, { fused, rests: rest + lastRest > 0 });
  const line = (floats: number): number => 16 * ceil(floats, 16);

  function words(at: Places, accumulate: boolean): number[] {
    const last = at.operands.length - 1;
    const [, tiles, weightRows, productRows] = at.tables;
    const itemTargets = whole ? blockTargets : targetBlocks * blockTargets;
    const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return winogradFields.list({
      placed: isPlaced ? at.shared : at.operands[0],
      placedGroup: 4 * s.sources * placedSize,
      channelStep: 4 * placedSize,
      rowStep: 4 * placed[1],
      weights: at.operands[1] + 4 * s.weight.first,
      weightGroup: 4 * s.sources * s.targets * s.r ** 2,
      targetStep: 4 * s.weight.target,
      sourceStep: 4 * s.weight.source,
      tapStep: 4 * s.weight.tap,
      prepared: constant ? at.prepared : at.shared + 4 * (line(copies) + line(transformed)),
      preparedGroup,
      sliceStep: sizes.sliceStep,
      transformed: whole ? at.shared + 4 * line(copies) : 0,
      transformedGroup,
      pointStep: sizes.pointStep,
      panelStep: vector * s.sources,
      productStep: sizes.productStep,
      productPanelStep: vector * blockTargets,
      inputAt: productsAt(s.m) + productBytes,
      result: at.operands[last],
      resultGroup: 4 * s.targets * outputSize,
      planeStep: 4 * outputSize,
      resultRow: 4 * s.dilation[0] * s.output[1],
      resultStep: 4 * s.dilation[1],
      bias: bias ? at.operands[2] : 0,
      low: floatWord(low),
      high: floatWord(high),
      adds: Number(residual || accumulate),
      residual: accumulate || !residual ? 0 : at.operands[last - 1] - at.operands[last],
      tiles,
      tileBytes: vector * panels,
      wholeVectors: sizes.wholeVectors,
      ...{ weightRows, productRows, panels, blockPanels },
      panelBlocks: ceil(panels, blockPanels),
      targets: s.targets,
      ...{ blockTargets, itemTargets },
      targetItems: ceil(s.targets, itemTargets),
      terms: s.sources,
      ...{ depth, depths, sixes, fives, rest, lastSixes, lastFives, lastRest },
      ...{ dyRow: 0, positions: 0, positionBytes: 0 },
    });
  }

  return {
    operands: [
      { size: s.groups * s.sources * inputSize, perSample: true },
      { size: s.groups * s.sources * s.targets * s.r ** 2, perSample: false },
      ...(bias ? [{ size: s.groups * s.targets, perSample: false }] : []),
      ...(residual ? [result] : []),
      result,
    ],
    prepared: constant ? prepared : 0,
    shared: line(copies) + line(transformed) + (constant ? 0 : prepared),
    scratch: (productsAt(s.m) + productBytes + (whole ? 0 : transformedGroup)) / 4,
    tables: [isPlaced ? moveWords * phases : 0, 4 * tileColumns * panels, blockTargets, blockTargets],
    steps: 4,
    makeTables: () => [
      isPlaced ? tableOfMoves(placing(s)) : new Int32Array(),
      tileTable(s, placed, tileColumns * panels),
      ...[4 * depth, vector].map((step) => Int32Array.from({ length: blockTargets }, (_, i) => step * i)),
    ],
    prepare: (at) => (constant && !empty ? [filters(at)] : []),
    run(at, accumulate) {
      if (empty) return withoutProducts(at, accumulate);
      const described = words(at, accumulate);
      const step = (name: string, items: number): Step => ({
        routine: { module, name },
        words: described,
        items,
      });
      const steps: Step[] = [];
      if (isPlaced)
        steps.push(
          placeStep(s.groups * s.sources, {
            ...{ from: at.operands[0], fromStep: 4 * inputSize },
            ...{ to: at.shared, toStep: 4 * placedSize, bytes: 4 * placedSize },
            ...{ moves: at.tables[0], count: placing(s).length },
          }),
        );
      if (!constant) steps.push(filters(at));
      if (whole) steps.push(step("inputs", s.groups * ceil(s.sources, sourcesTogether)));
      const items = whole ? targetBlocks : ceil(panels, blockPanels);
      steps.push(step("blocks", s.groups * items));
      return steps;
    },
  };

  function filters(at: Places): Step {
    return { routine: { module, name: "filters" }, words: words(at, false), items: s.groups * s.targets };
  }

  /** The result where nothing is summed. */
  function withoutProducts(at: Places, accumulate: boolean): Step[] {
    const [to, planes] = [at.operands[at.operands.length - 1], s.groups * s.targets];
    const rows = { to, toStep: 4 * outputSize, bytes: 4 * outputSize };
    const first = residual
      ? [copyStep(planes, { ...rows, from: at.operands[at.operands.length - 2], fromStep: 4 * outputSize })]
      : [clearStep(planes, rows)];
    return [
      ...(accumulate ? [] : first),
      finishStep(planes, { to, size: outputSize, bias: bias ? at.operands[2] : undefined, clamp }),
    ];
  }
}

/** The placed planes as moves of one channel, for each phase of the dilation. */
function placing(s: WinogradSetting): Move[] {
  const axes = s.output.map((output, axis) => {
    const d = s.dilation[axis];
    const { phases, length } = tiledAxis(output, d, s.m, s.r);
    const strips = Array.from({ length: phases }, (_, phase) => {
      // Element q belongs to q + begin of the padded axis, and so to phase (q + begin) mod d; the first ones may be left out.
      const skipped = Math.max(0, ceil(s.begin[axis] - phase, d));
      const from = phase + skipped * d - s.begin[axis];
      const inPhase = Math.min(ceil(s.input[axis] - from, d), length - skipped);
      return strip(from, d, phase * length + skipped, 1, inPhase);
    });
    return { strips, size: phases * length };
  });
  return combinations(axes.map(({ strips }) => strips)).flatMap((strips) =>
    movesOf(
      strips,
      s.input,
      axes.map(({ size }) => size),
    ),
  );
}

/** Of each tile its first element in the placed planes, in the result, and the rows and columns of it that exist. */
function tileTable(s: WinogradSetting, placed: readonly number[], length: number): Int32Array {
  const [rows, columns] = s.output.map((output, axis) => axisTiles(output, s.dilation[axis], s.m, s.r));
  const isWhole = (...exist: number[]): number => Number(exist.every((count) => count === s.m));
  const tiles = rows
    .flatMap((row) => columns.map((column) => ({ row, column })))
    .sort((a, b) => isWhole(b.row.exist, b.column.exist) - isWhole(a.row.exist, a.column.exist));
  const table = new Int32Array(4 * length);
  for (let i = 0; i < length; i++) {
    // Lanes beyond the last tile read it again, and store nothing.
    const { row, column } = tiles[Math.min(i, tiles.length - 1)];
    table[i] = 4 * (row.placed * placed[1] + column.placed);
    if (i >= tiles.length) continue;
    table[length + i] = 4 * (row.output * s.output[1] + column.output);
    table[2 * length + i] = row.exist;
    table[3 * length + i] = column.exist;
  }
  return table;
}
