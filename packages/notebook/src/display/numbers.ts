/**
 * One format for numbers that stand together, so that columns align and float32 shows no noise:
 * integers plainly, else as many decimals as the largest needs for `digits` significant ones.
 * @example numberFormat([0.1 + 0.2, 12])(0.1 + 0.2) // "0.30"
 */
export function numberFormat(values: Iterable<number>, digits = 4): (value: number) => string {
  let largest = 0;
  let whole = true;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    whole &&= Number.isInteger(value);
    largest = Math.max(largest, Math.abs(value));
  }
  if (whole && largest < 1e15) return (value) => String(value || 0);
  if (largest >= 1e7 || largest < 1e-4) return (value) => finite(value, (x) => x.toExponential(digits - 1));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(largest)));
  return (value) => finite(value, (x) => x.toFixed(decimals).replace(/^-(0\.?0*)$/, "$1"));
}

const finite = (value: number, format: (value: number) => string): string =>
  Number.isFinite(value) ? format(value) : String(value);
