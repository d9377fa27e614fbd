import type { Meeting } from "../slide/block.js";
import { f32x4, v128 } from "../wasm/code.js";

/** The first of the largest elements: of −0 and 0 that which stands first, of NaN and a number NaN. */
export const maximum: Meeting = {
  weighted: false,
  first: () => f32x4.splat(Number.NEGATIVE_INFINITY),
  add: (most, element) => v128.select(f32x4.unequal(element, element), element, f32x4.pmax(most, element)),
};

export const sum: Meeting = {
  weighted: false,
  first: () => f32x4.splat(0),
  add: (total, element) => f32x4.add(total, element),
};
