import { tileColumns } from "../product/sizes.js";
import type { Fusion } from "../program.js";
import { product } from "../walk.js";
import { placedSizes, type WinogradSetting } from "./setting.js";
import { sizesOf } from "./sizes.js";

/** Reading a transformed filter that is not in a cache, as in a network whose weights are more than caches hold. */
const streaming = 1.3;

/**
 * Estimated machine cycles: products, the three transforms, copies; with `fusion`, of operands that are resident, where
 * constant filters are only read.
 */
export function winogradCycles(s: WinogradSetting, fusion?: Fusion): number {
  const { points, panels } = sizesOf(s, true);
  const products = points * panels * s.sources * Math.max(4, s.targets);
  const inputs = 12 * points * panels * s.sources;
  const outputs = 8 * points * panels * s.targets;
  const filters = (fusion?.constant ? streaming : 5) * points * s.targets * s.sources;
  const copies = s.sources * product(placedSizes(s)) + (fusion ? 0 : 2 * s.targets * product(s.output));
  return s.batch * s.groups * (products + inputs + outputs + filters + copies + 20_000);
}

/** The same of the weight gradient. */
export function winogradGradientCycles(s: WinogradSetting, fusion?: Fusion): number {
  const { points, tiles } = sizesOf(s, true);
  const panels = Math.ceil(s.sources / tileColumns);
  const products = points * tiles * panels * Math.max(4, s.targets);
  const transforms = points * tiles * (2 * s.sources + 1.5 * s.targets);
  const results = 8 * points * panels * s.targets;
  const copies = product(placedSizes(s)) * (s.sources + s.targets);
  const own = s.sources * product(s.input) + s.targets * (product(s.output) + s.sources * s.r ** 2);
  return s.batch * s.groups * (products + transforms + results + copies + (fusion ? 0 : own) + 20_000);
}
