import { ConvKitError } from "@convkit/tensor";
import { axis, type Chart, chartOf, type PlotlyObject } from "./chart.js";
import { wholeTicks } from "./ticks.js";

type Matrix = readonly (readonly number[])[];

export interface HeatmapSetting {
  title: string;
  /** A second, smaller line. */
  subtitle?: string;
  /** What the values are, with their unit where they have one. */
  unit: string;
  /** Matrices by name, as rows from the top down: they stand side by side, each with its own scale. */
  maps: Record<string, Matrix>;
  /** Colours that part at 0, for values of both signs; else dark to bright. */
  signed?: boolean;
  /** Titles of the axes. Default: `column`, `row`. */
  x?: string;
  y?: string;
  /** Names of columns and rows. Default: 0, 1, 2, …. */
  columns?: readonly string[];
  rows?: readonly string[];
}

// Light in the middle, and different for every kind of colour blindness.
const parting = [[0, "#0072B2"], [0.5, "#F7F7F7"], [1, "#D55E00"]]; // biome-ignore format: one scale
// In pixels: the square that a map fills, what its colour bar and the next map's axis take, and the margins.
const [side, gap, left, right] = [300, 140, 70, 90];
const most = 12; // ticks of an axis
const digit = 8; // width of a number's digit

/**
 * Matrices as heat maps: Cividis, or blue to orange through 0 for values of both signs. Small ones print their
 * numbers.
 *
 * @throws ConvKitError for a map without cells, or with rows of different length
 * @example heatmap({ title: "w", unit: "weight", maps: { w: [[1, -1]] }, signed: true }).text // "w. w: 1 × 2, from -1 to 1"
 */
export function heatmap(setting: HeatmapSetting): Chart {
  const { title, subtitle, unit, maps, x = "column", y = "row" } = setting;
  const panels = Object.entries(maps);
  for (const [name, rows] of panels) check(name, rows);
  const inner = panels.length * (side + gap) - gap;
  const domain = (i: number): [number, number] =>
    [i, i + side / (side + gap)].map((at) => (at * (side + gap)) / inner) as [number, number];
  const layout: PlotlyObject = {
    width: left + inner + right,
    height: side + (panels.length > 1 ? 150 : 120),
    margin: { l: left, r: right, t: panels.length > 1 ? 90 : 60, b: 60 },
    annotations: panels.length > 1 ? panels.map(([name], i) => heading(name, domain(i))) : [],
  };
  const data = panels.map(([name, rows], i) => {
    const nth = i === 0 ? "" : String(i + 1);
    const fit = { scaleanchor: `x${nth}`, constrain: "domain", autorange: "reversed" };
    const common = { ...axis, showgrid: false, zeroline: false, constrain: "domain" };
    layout[`xaxis${nth}`] = {
      ...common,
      title: { text: x },
      domain: domain(i),
      anchor: `y${nth}`,
      ...ticks(rows[0].length, setting.columns),
    };
    layout[`yaxis${nth}`] = {
      ...common,
      ...fit,
      anchor: `x${nth}`,
      title: { text: i === 0 ? y : "" },
      ...ticks(rows.length, setting.rows),
    };
    const bar = {
      title: { text: unit, side: "right" },
      x: domain(i)[1],
      xpad: 8,
      thickness: 12,
      outlinewidth: 0,
      ...wholeTicks(rows.flat()),
    };
    return {
      type: "heatmap",
      name,
      z: rows.map((row) => [...row]),
      xaxis: `x${nth}`,
      yaxis: `y${nth}`,
      colorbar: bar,
      ...scale(setting, rows),
      ...numbers(rows),
    };
  });
  const frame = {
    title,
    subtitle,
    x: layout.xaxis as PlotlyObject,
    y: layout.yaxis as PlotlyObject,
    legend: false,
    layout,
  };
  return chartOf(data, frame, panels.map(([name, rows]) => words(name, rows)).join("; "));
}

function check(name: string, rows: Matrix): void {
  const odd = rows.findIndex((row) => row.length !== rows[0].length || row.length === 0);
  if (odd < 0 && rows.length > 0) return;
  throw new ConvKitError({
    operation: "chart.heatmap",
    argument: `maps[${JSON.stringify(name)}]`,
    found: rows.length === 0 ? "has no rows" : `has ${rows[odd].length} values in row ${odd}`,
    expected:
      rows.length === 0 || rows[0].length === 0
        ? "needs one cell or more"
        : `every row needs ${rows[0].length}`,
  });
}

function heading(name: string, [from, to]: readonly [number, number]): PlotlyObject {
  const place = {
    xref: "paper",
    yref: "paper",
    x: (from + to) / 2,
    y: 1,
    xanchor: "center",
    yanchor: "bottom",
    yshift: 6,
  };
  return { ...place, text: name, showarrow: false, font: { size: 14 } };
}

function ticks(count: number, names?: readonly string[]): PlotlyObject {
  if (names === undefined) return { dtick: Math.ceil(count / most), tick0: 0 };
  return { tickmode: "array", tickvals: names.map((_, i) => i), ticktext: [...names] };
}

function scale({ signed = false }: HeatmapSetting, rows: Matrix): PlotlyObject {
  if (!signed) return { colorscale: "Cividis" };
  const largest = rows.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return { colorscale: parting, zmin: -largest, zmax: largest };
}

function numbers(rows: Matrix): PlotlyObject {
  const text = rows.map((row) => row.map(short));
  const longest = text.flat().reduce((length, { length: next }) => Math.max(length, next), 0);
  const cell = side / Math.max(rows.length, rows[0].length);
  return cell >= digit * (longest + 1) ? { text, texttemplate: "%{text}" } : {};
}

function short(value: number): string {
  return String(Number(value.toPrecision(2))).replace("-", "−"); // as the axes write it
}

function words(name: string, rows: Matrix): string {
  const values = rows.flat();
  const [least, greatest] = [Math.min, Math.max].map((of) =>
    Number(values.reduce((a, b) => of(a, b)).toPrecision(3)),
  );
  return `${name}: ${rows.length} × ${rows[0].length}, ${least === greatest ? `all ${least}` : `from ${least} to ${greatest}`}`;
}
