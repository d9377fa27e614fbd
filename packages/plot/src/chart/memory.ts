import { ConvKitError } from "@convkit/tensor";
import { type Chart, chartOf, colours, type PlotlyObject } from "./chart.js";

/** Bytes of one layer, or of anything else with a name; what is left out counts 0. */
export interface MemoryRow {
  name: string;
  activations?: number;
  /** Of the activations. */
  gradients?: number;
  parameters?: number;
  parameterGradients?: number;
  /** State of the optimiser: momenta, variances. */
  optimiser?: number;
  /** Batches of data, and what else is held. */
  data?: number;
  /** What the process really took, in bytes: a mark beside the account. */
  measured?: number;
}

export interface MemorySetting {
  title: string;
  rows: readonly MemoryRow[];
}

// Hatches tell the parts apart without colour.
const parts = [
  { key: "activations", name: "activations", hatch: "" },
  { key: "gradients", name: "their gradients", hatch: "/" },
  { key: "parameters", name: "parameters", hatch: "" },
  { key: "parameterGradients", name: "gradients of parameters", hatch: "\\" },
  { key: "optimiser", name: "optimiser", hatch: "x" },
  { key: "data", name: "data", hatch: "." },
] as const;
const units = ["B", "kB", "MB", "GB", "TB"];

/**
 * Where memory goes: a bar for each row, stacked from its parts. Units are decimal: 1 MB is 10⁶ bytes.
 *
 * @throws ConvKitError for a part that is not a number ≥ 0
 * @example memory({ title: "Layer", rows: [{ name: "conv1", activations: 3e6, parameters: 1e6 }] }).text
 *   // "Layer. conv1 4 MB"
 */
export function memory({ title, rows }: MemorySetting): Chart {
  check(rows);
  const used = parts.filter(({ key }) => rows.some((row) => (row[key] ?? 0) > 0));
  const measured = rows.filter((row) => row.measured !== undefined);
  const unit = unitFor(Math.max(...rows.map(bytesOf), ...measured.map((row) => row.measured ?? 0)));
  const names = rows.map(({ name }) => name);
  const bars = used.map(({ key, name, hatch }): PlotlyObject => {
    const colour = colours[parts.findIndex((part) => part.key === key)];
    const pattern = { shape: hatch, fillmode: "overlay", fgcolor: "#FFFFFF", size: 6, solidity: 0.3 };
    return {
      type: "bar",
      orientation: "h",
      name,
      y: names,
      x: rows.map((row) => (row[key] ?? 0) / unit.bytes),
      marker: { color: colour, pattern },
    };
  });
  const marks = {
    name: "measured",
    y: measured.map(({ name }) => name),
    x: measured.map((row) => (row.measured ?? 0) / unit.bytes),
    mode: "markers",
    marker: { symbol: "diamond", size: 11, color: "#1A1A1A", line: { color: "#FFFFFF", width: 1 } },
  };
  const frame = {
    title,
    x: { title: { text: `memory (${unit.name})` }, rangemode: "tozero" },
    // Bars are listed from the top down; tick labels are all drawn.
    y: { type: "category", autorange: "reversed", dtick: 1, showgrid: false },
    legend: true,
    layout: {
      barmode: "stack",
      bargap: 0.25,
      width: 820,
      height: Math.max(260, 120 + 22 * rows.length),
      legend: { traceorder: "normal" },
    },
  };
  return chartOf(measured.length > 0 ? [...bars, marks] : bars, frame, words(rows));
}

function check(rows: readonly MemoryRow[]): void {
  const refuse = (argument: string, value: unknown, expected: string): ConvKitError =>
    new ConvKitError({ operation: "chart.memory", argument, value, expected });
  if (rows.length === 0) throw refuse("rows", rows, "needs one row or more");
  for (const [i, { name, ...bytes }] of rows.entries()) {
    if (rows.findIndex((row) => row.name === name) < i)
      throw refuse(`rows[${i}].name`, name, "is taken by another row");
    for (const [key, value] of Object.entries(bytes))
      if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
        throw refuse(`rows[${i}].${key}`, value, "must be a number of bytes ≥ 0");
  }
}

/** The account of a row. */
function bytesOf(row: MemoryRow): number {
  return parts.reduce((sum, { key }) => sum + (row[key] ?? 0), 0);
}

/** The unit in which `bytes` has one to three digits before the point. */
function unitFor(bytes: number): { name: string; bytes: number } {
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  return { name: units[power], bytes: 1000 ** power };
}

function amount(bytes: number): string {
  const unit = unitFor(bytes);
  return `${Number((bytes / unit.bytes).toPrecision(3))} ${unit.name}`;
}

/** Few rows one by one; many, the layers of a network, in sums. */
function words(rows: readonly MemoryRow[]): string {
  if (rows.length <= 6) {
    return rows
      .map((row) => {
        const took = row.measured === undefined ? "" : ` (measured ${amount(row.measured)})`;
        return `${row.name} ${amount(bytesOf(row))}${took}`;
      })
      .join("; ");
  }
  const sums = parts.map(({ key, name }) => ({
    name,
    bytes: rows.reduce((sum, row) => sum + (row[key] ?? 0), 0),
  }));
  const each = sums.filter(({ bytes }) => bytes > 0).map(({ name, bytes }) => `${name} ${amount(bytes)}`);
  return `${amount(rows.reduce((sum, row) => sum + bytesOf(row), 0))} in ${rows.length} rows: ${each.join(", ")}`;
}
