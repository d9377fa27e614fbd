import { expect } from "vitest";

/** Fails unless |a − b| ≤ tolerance · max(1, the largest |b|), element by element. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  const worst = Array.from(actual, (value, index) => Math.abs(value - expected[index]));
  const error = Math.max(0, ...worst);
  const index = worst.indexOf(error);
  const where = index < 0 ? "" : `element ${index}: ${actual[index]} instead of ${expected[index]}`;
  expect(error, where).toBeLessThanOrEqual(tolerance * scale);
}
