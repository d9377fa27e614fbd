import type { Row } from "../row.js";

/** The sets of inputs in which a row claims to be linear. */
export function linearIn({ linear }: Row, count: number): number[][] {
  const all = Array.from({ length: count }, (_, index) => index);
  return linear === "jointly" ? [all] : all.map((index) => [index]);
}
