import { clearStep, copyStep, finishStep, tableOfMoves } from "../parts.js";
import { splitRows, tileColumns } from "../product/sizes.js";
import type { Fusion, Places, Program, Step } from "../program.js";
import { product } from "../walk.js";
import { floatWord } from "../wasm/code.js";
import { simdLevel } from "../wasm/host.js";
import { winogradFields } from "./fields.js";
import { sourcesTogether, winogradModule } from "./module.js";
import { planesOf } from "./planes.js";
import type { WinogradSetting } from "./setting.js";
import { ceil, sizesOf, splitPanels } from "./sizes.js";
import { rowTables, tileTable } from "./tables.js";
import { productsAt, vector } from "./words.js";

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
  const sizes = sizesOf(s, constant);
  const { points, panels, depth, whole, panelBlocks, blockTargets } = sizes;
  const depths = ceil(s.sources, depth);
  const planes = planesOf(s.groups * s.sources, s);
  const { copies } = planes;
  const [inputSize, outputSize, placedSize] = [s.input, s.output, planes.placed].map(product);
  const empty = s.sources * s.targets === 0;
  const result = { size: s.groups * s.targets * outputSize, perSample: true };
  const targetBlocks = ceil(s.targets, blockTargets);
  const transformedGroup = points * sizes.pointStep;
  const transformed = (whole ? s.groups : 0) * (transformedGroup / 4);
  const preparedGroup = targetBlocks * points * depths * sizes.sliceStep;
  const prepared = (s.groups * preparedGroup) / 4;
  const productBytes = points * sizes.productStep;
  const [sixes, fives, rest] = splitRows(blockTargets);
  const [lastSixes, lastFives, lastRest] = splitRows(s.targets - (targetBlocks - 1) * blockTargets);
  const module = winogradModule(s.m, s.r, {
    fused,
    rests: rest + lastRest > 0,
    turned: s.weight.turned,
  });
  /** Bytes of what a block transforms for itself: weights, or tiles. */
  const inBlock = !whole ? transformedGroup : constant ? 0 : preparedGroup / targetBlocks;
  const line = (floats: number): number => 16 * ceil(floats, 16);

  function words(at: Places, accumulate: boolean): number[] {
    const last = at.operands.length - 1;
    const [, tiles, weightRows, productRows] = at.tables;
    const itemTargets = whole ? blockTargets : targetBlocks * blockTargets;
    const [low, high] = clamp ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return winogradFields.list({
      placed: copies > 0 ? at.shared : at.operands[0],
      placedGroup: 4 * s.sources * placedSize,
      channelStep: 4 * placedSize,
      rowStep: 4 * planes.placed[1],
      weights: at.operands[1],
      weightGroup: 4 * s.sources * s.targets * s.r ** 2,
      targetStep: 4 * s.weight.target,
      sourceStep: 4 * s.weight.source,
      prepared: constant ? at.prepared : whole ? 0 : at.shared + 4 * line(copies),
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
      ...{ weightRows, productRows, panels, panelBlocks },
      ...splitPanels(panels, panelBlocks),
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
    shared: line(copies) + (whole ? transformed : constant ? 0 : prepared),
    scratch: (productsAt(s.m) + productBytes + inBlock) / 4,
    tables: [planes.words, 4 * tileColumns * panels, blockTargets, blockTargets],
    steps: 4,
    makeTables: () => [
      tableOfMoves(planes.moves()),
      tileTable(s, planes.placed, tileColumns * panels),
      ...rowTables(blockTargets, 4 * depth, vector),
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
      const steps = planes.place(at.operands[0], at.shared, at.tables[0]);
      if (!constant && !whole) steps.push(filters(at));
      if (whole) steps.push(step("inputs", s.groups * ceil(s.sources, sourcesTogether)));
      const items = whole ? targetBlocks : panelBlocks;
      steps.push(step("blocks", s.groups * items));
      return steps;
    },
  };

  function filters(at: Places): Step {
    return { routine: { module, name: "filters" }, words: words(at, false), items: s.groups * targetBlocks };
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
