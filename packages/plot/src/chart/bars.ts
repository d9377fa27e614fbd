import { ConvKitError } from "@convkit/tensor";
import { type Chart, chartOf, colours } from "./chart.js";

export interface BarsSetting {
  title: string;
  /** What is counted, with its unit where it has one: `multiplications`, `memory (MB)`. */
  unit: string;
  /** Counts by name; the first is what the others are compared with. */
  counts: Record<string, number>;
  log?: boolean;
}

/**
 * Named counts as bars, each with its number and its ratio to the first.
 *
 * @throws ConvKitError for a count that is not a number ≥ 0
 * @example bars({ title: "deconv", unit: "multiplications", counts: { direct: 225, "non-zero": 36 } }).text
 *   // "deconv. direct 225; non-zero 36 (0.16×)"
 */
export function bars({ title, unit, counts, log = false }: BarsSetting): Chart {
  const names = Object.keys(counts);
  const values = Object.values(counts);
  const wrong = values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (wrong >= 0 || values.length === 0) {
    throw new ConvKitError({
      operation: "chart.bars",
      argument: wrong < 0 ? "counts" : `counts[${JSON.stringify(names[wrong])}]`,
      value: wrong < 0 ? counts : values[wrong],
      expected: wrong < 0 ? "needs one count or more" : "must be a number ≥ 0",
    });
  }
  const ratio = (value: number) => `${Number((value / values[0]).toPrecision(3))}×`;
  const labels = values.map((value, i) => {
    const digits = value.toLocaleString("en-US", { maximumFractionDigits: 2 });
    return i === 0 || values[0] === 0 ? digits : `${digits} (${ratio(value)})`;
  });
  const data = [
    {
      type: "bar",
      x: names,
      y: values,
      text: labels,
      textposition: "outside",
      cliponaxis: false,
      marker: { color: names.map((_, i) => (i === 0 ? "#9AA0A6" : colours[(i - 1) % colours.length])) },
    },
  ];
  const frame = {
    title,
    x: { title: { text: "" }, type: "category" },
    y: { title: { text: unit }, type: log ? "log" : "linear", exponentformat: "power" },
    legend: false,
  };
  return chartOf(data, frame, names.map((name, i) => `${name} ${labels[i]}`).join("; "));
}
