import { tableOfMoves } from "../parts.js";
import { splitRows, tileColumns } from "../product/sizes.js";
import type { Places, Program, Step } from "../program.js";
import { product } from "../walk.js";
import { floatWord } from "../wasm/code.js";
import { simdLevel } from "../wasm/host.js";
import { winogradFields } from "./fields.js";
import { gradientModule } from "./gradientModule.js";
import { planesOf } from "./planes.js";
import { tiledAxis, type WinogradSetting } from "./setting.js";
import { ceil, depthOf, evenly, mostTargets, oddLines, splitPanels } from "./sizes.js";
import { positionTable, rowTables, sourceTable } from "./tables.js";
import { productsAt, vector } from "./words.js";

/** Panels of eight sources of a block: with 48 targets its products are 0.4 MiB in the second level of cache. */
const mostPanels = 8;

/**
 * The gradient of a convolution's weights by F(r × r, m × m): tiles of dy filter tiles of x, and products are summed over
 * tiles, from the operands x, dy, result. What is not finite is computed again directly.
 *
 * @param s the setting of the convolution's output
 */
export function winogradGradientProgram(
  s: WinogradSetting,
  fused: boolean = simdLevel() === "relaxed",
): Program {
  const points = (s.m + s.r - 1) ** 2;
  const tiles = product(s.output.map((output, i) => tiledAxis(output, s.dilation[i], s.m, s.r).count));
  const x = planesOf(s.groups * s.sources, s);
  const dy = planesOf(s.groups * s.targets, { ...s, input: s.output, begin: [0, 0], r: 1 });
  const [inputSize, outputSize, xSize, dySize] = [s.input, s.output, x.placed, dy.placed].map(product);
  const depth = depthOf(tiles);
  const depths = ceil(tiles, depth);
  const panels = ceil(s.sources, tileColumns);
  const blockTargets = evenly(s.targets, mostTargets);
  const [targetBlocks, panelBlocks] = [ceil(s.targets, blockTargets), ceil(panels, mostPanels) || 1];
  const sliceStep = oddLines(4 * blockTargets * depth);
  const panelStep = vector * tiles;
  const pointStep = oddLines(panels * panelStep);
  const productStep = oddLines(ceil(panels, panelBlocks) * blockTargets * vector);
  const [preparedGroup, transformedGroup] = [targetBlocks * points * depths * sliceStep, points * pointStep];
  const [sixes, fives, rest] = splitRows(blockTargets);
  const [lastSixes, lastFives, lastRest] = splitRows(s.targets - (targetBlocks - 1) * blockTargets);
  const module = gradientModule(s.m, s.r, { fused, rests: rest + lastRest > 0 });
  const positions = 4 * ceil(tiles, 4);
  const filters = s.groups * s.targets * s.sources * s.r ** 2;
  const line = (floats: number): number => 16 * ceil(floats, 16);
  const parts = [x.copies, dy.copies, (s.groups * preparedGroup) / 4, (s.groups * transformedGroup) / 4];

  function words(at: Places, accumulate: boolean): number[] {
    const [ofX, ofDy, result] = at.operands;
    const [, , sources, position, weightRows, productRows] = at.tables;
    const [placedX, placedDy, prepared, transformed] = sharedPlaces(at);
    return winogradFields.list({
      placed: x.copies > 0 ? placedX : ofX,
      placedGroup: 4 * s.sources * xSize,
      channelStep: 4 * xSize,
      rowStep: 4 * x.placed[1],
      weights: dy.copies > 0 ? placedDy : ofDy,
      weightGroup: 4 * s.targets * dySize,
      targetStep: 4 * dySize,
      dyRow: 4 * dy.placed[1],
      ...{ sourceStep: 0, inputAt: 0, bias: 0, residual: 0 },
      ...{ prepared, preparedGroup, sliceStep, transformed, transformedGroup, pointStep, panelStep },
      ...{ productStep, productPanelStep: vector * blockTargets },
      result,
      resultGroup: (4 * filters) / s.groups,
      planeStep: 4 * s.sources * s.r ** 2,
      resultRow: 4 * s.r,
      resultStep: 4,
      low: floatWord(Number.NEGATIVE_INFINITY),
      high: floatWord(Number.POSITIVE_INFINITY),
      adds: Number(accumulate),
      tiles: sources,
      tileBytes: vector * panels,
      wholeVectors: Math.floor(s.sources / 4),
      ...{ weightRows, productRows, panels, panelBlocks },
      ...splitPanels(panels, panelBlocks),
      ...{ targets: s.targets, blockTargets, itemTargets: blockTargets, targetItems: targetBlocks },
      ...{ terms: tiles, depth, depths, sixes, fives, rest, lastSixes, lastFives, lastRest },
      ...{ positions: position, positionBytes: 4 * positions },
    });
  }

  const sharedPlaces = (at: Places): number[] =>
    parts.map((_, i) => at.shared + 4 * parts.slice(0, i).reduce((sum, size) => sum + line(size), 0));

  return {
    operands: [
      { size: s.groups * s.sources * inputSize, perSample: true },
      { size: s.groups * s.targets * outputSize, perSample: true },
      { size: filters, perSample: false },
    ],
    prepared: 0,
    shared: parts.reduce((sum, size) => sum + line(size), 0),
    scratch: (productsAt(s.r) + points * productStep) / 4,
    tables: [x.words, dy.words, 4 * tileColumns * panels, 4 * positions, blockTargets, blockTargets],
    steps: 5,
    makeTables: () => [
      tableOfMoves(x.moves()),
      tableOfMoves(dy.moves()),
      sourceTable(s, 4 * xSize, tileColumns * panels),
      positionTable(s, x.placed, dy.placed, positions),
      ...rowTables(blockTargets, 4 * depth, vector),
    ],
    prepare: () => [],
    run(at, accumulate) {
      if (filters === 0) return [];
      const [placedX, placedDy] = sharedPlaces(at);
      const described = words(at, accumulate);
      const step = (name: string, items: number): Step => ({
        routine: { module, name },
        words: described,
        items: s.groups * items,
      });
      return [
        ...x.place(at.operands[0], placedX, at.tables[0]),
        ...dy.place(at.operands[1], placedDy, at.tables[1]),
        step("dys", s.targets),
        step("inputs", 2 * panels),
        step("blocks", targetBlocks * panelBlocks),
      ];
    },
  };
}
