import type { Data, Spec } from "./dtype.js";
import { stridesOf } from "./shape.js";

const edgeItems = 3;
const fullItems = 8;
const decimals = 4;
const significant = 6; // float32 has seven: the last shows noise

/** Numbers rounded to few digits, so that no float noise is shown. */
function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return Object.is(value, -0) ? "-0" : String(value);
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  return magnitude >= 1e-3 && magnitude < 1e7
    ? String(Number(Number(value.toPrecision(significant)).toFixed(decimals)))
    : value.toExponential(decimals);
}

/**
 * A tensor as text: `tensor([2, 3], float32)` and the values in brackets, columns aligned, the middle of
 * long axes left out.
 */
export function formatTensor({ shape, dtype }: Spec, data: Data | undefined): string {
  const head = `tensor([${shape.join(", ")}], ${dtype})`;
  if (data === undefined) return `${head} (traced: no values)`;
  if (shape.length === 0) return `${head} ${formatNumber(data[0])}`;
  if (data.length === 0) return `${head} []`;

  const strides = stridesOf(shape);
  const shown = (axis: number): (number | undefined)[] =>
    shape[axis] <= fullItems
      ? Array.from({ length: shape[axis] }, (_, index) => index)
      : [
          ...Array.from({ length: edgeItems }, (_, index) => index),
          undefined,
          ...Array.from({ length: edgeItems }, (_, index) => shape[axis] - edgeItems + index),
        ];
  const texts: string[] = [];
  const collect = (axis: number, offset: number): void => {
    for (const index of shown(axis)) {
      if (index === undefined) continue;
      if (axis === shape.length - 1) texts.push(formatNumber(data[offset + index]));
      else collect(axis + 1, offset + index * strides[axis]);
    }
  };
  collect(0, 0);
  const width = Math.max(...texts.map((text) => text.length));

  let next = 0;
  const write = (axis: number): string => {
    const isRow = axis === shape.length - 1;
    const parts = shown(axis).map((index) => {
      if (index === undefined) return "…";
      return isRow ? texts[next++].padStart(width) : write(axis + 1);
    });
    const gap = isRow ? ", " : `,${"\n".repeat(shape.length - 1 - axis)}${" ".repeat(axis + 1)}`;
    return `[${parts.join(gap)}]`;
  };
  return `${head}\n${write(0)}`;
}
