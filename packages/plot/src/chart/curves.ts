import { ConvKitError } from "@convkit/tensor";
import { type Chart, chartOf, colours, dashes, type PlotlyObject } from "./chart.js";

export interface CurvesSetting {
  title: string;
  /** Titles of the axes, with units: `step`, `loss (nats)`. */
  x: string;
  y: string;
  /** Runs by name: for each seed its values, one for each step. */
  runs: Record<string, readonly (readonly number[])[]>;
  /** Positions of the values; default 1, 2, 3, …. */
  steps?: readonly number[];
  log?: boolean;
}

/**
 * Curves over steps, one for each run: the median of its seeds, in the band from their least to their greatest.
 *
 * @throws ConvKitError when the seeds of a run differ in length
 * @example curves({ title: "Loss", x: "step", y: "loss", runs: { plain: [[3, 2], [5, 4], [4, 3]] } }).data[1].y // [4, 3]
 */
export function curves({ title, x, y, runs, steps, log = false }: CurvesSetting): Chart {
  const names = Object.keys(runs);
  const length = steps?.length ?? runs[names[0]]?.[0]?.length ?? 0;
  for (const name of names) {
    const odd = runs[name].find((values) => values.length !== length);
    if (odd === undefined && runs[name].length > 0) continue;
    throw new ConvKitError({
      operation: "chart.curves",
      argument: `runs[${JSON.stringify(name)}]`,
      found: odd === undefined ? "has no seeds" : `has a seed with ${odd.length} values`,
      expected: odd === undefined ? "needs one or more" : `every seed needs ${length}`,
    });
  }
  const at = steps ?? Array.from({ length }, (_, i) => i + 1);
  const last: string[] = [];
  const data = names.flatMap((name, i): PlotlyObject[] => {
    const sorted = at.map((_, step) => runs[name].map((values) => values[step]).sort((a, b) => a - b));
    const middle = sorted.map(median);
    const colour = colours[i % colours.length];
    const seeds = runs[name].length;
    last.push(`${name} ends at ${Number(middle[length - 1]?.toPrecision(3))} (n = ${seeds})`);
    const line = { name: `${name} (n = ${seeds})`, x: at, y: middle, mode: "lines" };
    const band = {
      x: [...at, ...[...at].reverse()],
      y: [...sorted.map((values) => values[seeds - 1]), ...sorted.map((values) => values[0]).reverse()],
      fill: "toself",
      fillcolor: `${colour}33`,
      line: { width: 0 },
      mode: "lines",
      hoverinfo: "skip",
      showlegend: false,
    };
    return [band, { ...line, line: { color: colour, dash: dashes[i % dashes.length], width: 2 } }];
  });
  const frame = {
    title,
    x: { title: { text: x } },
    y: { title: { text: y }, type: log ? "log" : "linear", exponentformat: "power" },
    legend: true,
  };
  return chartOf(data, frame, `${y} over ${x}, median and range: ${last.join("; ")}.`);
}

function median(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}
