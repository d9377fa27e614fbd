import { formatValue, OptionError } from "@convkit/tensor";

/** A number for every spatial axis, or one number per axis. */
export type PerAxis = number | readonly number[];

/**
 * Zeros around the input: a number, one per axis, `[begin, end]` pairs per axis, `"valid"` (none), or
 * `"same"`: as many as make ⌈size / stride⌉ outputs, the odd one at the end (`"same-lower"`: at the start).
 */
export type Padding = PerAxis | readonly (readonly [number, number])[] | "same" | "same-lower" | "valid";

/** The spatial rank of an operation: 1, 2 or 3. */
export type Rank = 1 | 2 | 3;

const axisNames: Record<number, readonly string[]> = {
  1: ["length"],
  2: ["height", "width"],
  3: ["depth", "height", "width"],
};

/** The field's word for a spatial axis: height and width in 2-D. */
export function axisName(rank: number, axis: number): string {
  return axisNames[rank]?.[axis] ?? `axis ${axis}`;
}

/** One whole number ≥ `least` for each spatial axis. @throws OptionError naming the option and its value */
export function perAxis(
  operation: string,
  argument: string,
  value: PerAxis | undefined,
  rank: number,
  least: number,
  fallback?: number,
): number[] {
  const given = value ?? fallback;
  const list = Array.isArray(given) ? given : Array.from({ length: rank }, () => given);
  if (list.length !== rank || !list.every((item) => Number.isSafeInteger(item) && item >= least)) {
    throw new OptionError({
      operation,
      argument,
      found: value === undefined ? "is missing" : `is ${formatValue(value)}`,
      value,
      expected: `must be a whole number ≥ ${least}${rank > 1 ? `, or ${rank} of them` : ""}`,
    });
  }
  return list as number[];
}

/** Explicit `[begin, end]` for each axis, or the word that asks for a rule. */
export function paddingPairs(
  operation: string,
  padding: Padding | undefined,
  rank: number,
): readonly (readonly [number, number])[] | "same" | "same-lower" {
  if (padding === "same" || padding === "same-lower") return padding;
  const given = padding === undefined || padding === "valid" ? 0 : padding;
  const pairs = Array.isArray(given) && given.some(Array.isArray);
  const list: unknown[] = Array.isArray(given) ? given : Array.from({ length: rank }, () => given);
  const whole = (item: unknown): item is number => Number.isSafeInteger(item) && (item as number) >= 0;
  const isPair = (item: unknown): item is [number, number] =>
    Array.isArray(item) && item.length === 2 && item.every(whole);
  if (list.length !== rank || !list.every(pairs ? isPair : whole)) {
    throw new OptionError({
      operation,
      argument: "padding",
      value: padding,
      expected: `must be a whole number ≥ 0, ${rank} of them, ${rank} [begin, end] pairs, "same", "same-lower" or "valid"`,
    });
  }
  return pairs ? (list as [number, number][]) : (list as number[]).map((both) => [both, both] as const);
}
