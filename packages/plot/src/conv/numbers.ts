/** A value as a cell shows it: whole numbers as they are, others with one decimal, a real minus sign. */
export function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value).replace("-", "−").replace("Infinity", "∞");
  const digits = Number.isInteger(value) ? String(value) : value.toFixed(1);
  const text = digits.length > 6 ? value.toExponential(0).replace("e+", "e") : digits;
  return text.replace("-", "−");
}

/** Font size that lets a number of this length fit a cell, never below 9. */
export function digitSize(text: string): number {
  return text.length <= 3 ? 13 : text.length === 4 ? 11 : 9;
}
