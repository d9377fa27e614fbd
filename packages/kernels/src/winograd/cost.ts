import { tileColumns } from "../product/sizes.js";
import type { Fusion } from "../program.js";
import { product } from "../walk.js";
import { placedSizes, type WinogradSetting } from "./setting.js";
import { sizesOf } from "./sizes.js";

/**
 * Estimated machine cycles: products, the three transforms, copies; with `fusion`, of operands that are resident, where
 * constant filters are only read. Constants as measured, for eight columns and one element of the other operand.
 */
export function winogradCycles(s: WinogradSetting, fusion?: Fusion): number {
  const { points, panels } = sizesOf(s, true);
  const n = s.m + s.r - 1;
  // To begin and store a sum of up to 64 terms takes as long as three of them.
  const products = points * panels * (s.sources + 3 * Math.ceil(s.sources / 64)) * Math.max(4, s.targets);
  const tiles = points * panels * n * (2 * s.sources + 1.4 * s.targets);
  const filters = (fusion?.constant ? 0.7 : 1.5) * points * s.targets * s.sources;
  const own = s.sources * product(s.input) + s.targets * product(s.output) + s.targets * s.sources * s.r ** 2;
  const copies = s.sources * product(placedSizes(s)) + (fusion ? 0 : own);
  return s.batch * s.groups * (products + tiles + filters + copies + 2000);
}

/** The same of the weight gradient. */
export function winogradGradientCycles(s: WinogradSetting, fusion?: Fusion): number {
  const { points, tiles } = sizesOf(s, true);
  const n = s.m + s.r - 1;
  const panels = Math.ceil(s.sources / tileColumns);
  const products = points * panels * (tiles + 3 * Math.ceil(tiles / 64)) * Math.max(4, s.targets);
  const transforms = points * tiles * n * (s.sources / 3 + s.targets / 4);
  const results = 1.4 * points * n * panels * s.targets;
  const own = s.sources * product(s.input) + s.targets * product(s.output) + s.targets * s.sources * s.r ** 2;
  const copies = product(placedSizes(s)) * (s.sources + s.targets) + (fusion ? 0 : own);
  return s.batch * s.groups * (products + transforms + results + copies + 2000);
}
