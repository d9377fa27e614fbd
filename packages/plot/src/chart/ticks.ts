import type { PlotlyObject } from "./chart.js";

/** Ticks at whole numbers only, for an axis of a few counts; plotly would put halves between them. */
export function wholeTicks(values: readonly number[]): PlotlyObject {
  const range = values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 0);
  return range <= 10 && values.every(Number.isInteger) ? { tick0: 0, dtick: range <= 6 ? 1 : 2 } : {};
}
