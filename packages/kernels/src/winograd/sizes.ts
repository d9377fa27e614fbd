import { tileColumns } from "../product/sizes.js";
import { product } from "../walk.js";
import { tiledAxis, type WinogradSetting } from "./setting.js";
import { vector } from "./words.js";

/** Bytes of transformed input and products of one block: they stay in the second level of cache. */
const blockBytes = 2 ** 20;
/** Bytes of a whole transformed input that does so, so that the weights are read once. */
const wholeBytes = 1.25 * 2 ** 20;
/** Blocks that several threads share well, where weights stay in the second level from block to block. */
const fairBlocks = 8;
/** Targets of a block: a slice of their weights stays in the first level. */
export const mostTargets = 32;
/** The same where weights are transformed in the block, and stay in the second level until they are multiplied. */
const fewTargets = 12;
/**
 * Terms summed before the sum is added to the products. In one sum of 512 the error grows to 5 × that of the direct
 * kernel (which adds up blocks of 512 products); in blocks of 64 it stays at 2.3 ×.
 */
const mostDepth = 64;

export const ceil = (count: number, of: number): number => Math.ceil(count / of);
/** Size of blocks of at most `most`, as even as can be; of an empty block, 1. */
export const evenly = (count: number, most: number): number =>
  Math.max(1, ceil(count, ceil(count, most) || 1));
/** Bytes rounded up to an odd number of cache lines: steps of so many fall on all sets of the cache. */
export const oddLines = (bytes: number): number => 64 * (ceil(bytes, 64) | 1);

/** Terms of one such sum, a multiple of four. */
export const depthOf = (terms: number): number => 4 * ceil(evenly(terms, mostDepth), 4);

/** Panels of each block, and how many blocks have one more. */
export const splitPanels = (
  panels: number,
  blocks: number,
): { blockPanels: number; longerBlocks: number } => ({
  blockPanels: Math.floor(panels / blocks),
  longerBlocks: panels % blocks,
});

export interface Sizes {
  readonly points: number;
  readonly tiles: number;
  /** Fours of tiles that lie in the result, whose rows are neighbours. */
  readonly wholeVectors: number;
  readonly panels: number;
  readonly depth: number;
  readonly sliceStep: number;
  /** Whether the input is transformed as a whole, before all products. */
  readonly whole: boolean;
  readonly panelBlocks: number;
  /** The most panels of a block. */
  readonly blockPanels: number;
  readonly blockTargets: number;
  readonly pointStep: number;
  readonly productStep: number;
}

/** @param constant whether the weights are transformed once for all runs */
export function sizesOf(s: WinogradSetting, constant: boolean): Sizes {
  const points = (s.m + s.r - 1) ** 2;
  const axes = s.output.map((output, i) => tiledAxis(output, s.dilation[i], s.m, s.r));
  const tiles = product(axes.map(({ count }) => count));
  const panels = ceil(tiles, tileColumns);
  const depth = depthOf(s.sources);
  const perPanel = points * vector;
  const whole = s.groups * panels * perPanel * s.sources <= wholeBytes && s.targets >= tileColumns * panels;
  const blockTargets = evenly(s.targets, whole && !constant ? fewTargets : mostTargets);
  const most = Math.floor(blockBytes / (perPanel * (s.sources + blockTargets)));
  const needed = ceil(panels, Math.max(1, most));
  const fair =
    4 * points * s.sources * s.targets <= blockBytes ? Math.max(fairBlocks, needed) : needed + (needed % 2);
  const panelBlocks = whole ? 1 : Math.min(panels, fair);
  const blockPanels = ceil(panels, panelBlocks);
  return {
    wholeVectors: s.dilation[1] === 1 ? Math.floor(product(axes.map((axis) => axis.whole)) / 4) : 0,
    ...{ points, tiles, panels, depth, whole, panelBlocks, blockPanels, blockTargets },
    sliceStep: oddLines(4 * blockTargets * depth),
    pointStep: oddLines(blockPanels * s.sources * vector),
    productStep: oddLines(blockPanels * blockTargets * vector),
  };
}
