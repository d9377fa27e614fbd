import { receptiveField as fieldOf, type WindowLayer } from "@convkit/conv";
import { type Chart, chartOf, colours, dashes, marks } from "./chart.js";

/**
 * Receptive field after each layer, for several stacks; both axes count along one spatial axis, y is logarithmic.
 *
 * @param stacks layers from the input on, by name
 * @returns field sizes in input elements (Araujo, Norris & Sim 2019)
 * @example receptiveField({ "3×3": [{ kernel: 3 }, { kernel: 3 }] }).data[0].y // [1, 3, 5]
 */
export function receptiveField(stacks: Record<string, readonly WindowLayer[]>): Chart {
  const fields = Object.entries(stacks).map(([name, layers]) => ({
    name,
    sizes: Array.from({ length: layers.length + 1 }, (_, depth) => fieldOf(layers.slice(0, depth)).size),
  }));
  const largest = Math.max(...fields.flatMap(({ sizes }) => sizes));
  const data = fields.map(({ name, sizes }, i) => ({
    name,
    x: sizes.map((_, depth) => depth),
    y: sizes,
    mode: "lines+markers",
    line: { color: colours[i % colours.length], dash: dashes[i % dashes.length], width: 2 },
    marker: { symbol: marks[i % marks.length], size: 8 },
  }));
  const frame = {
    title: "Receptive field by depth",
    x: {
      title: { text: "depth (layers)" },
      dtick: Math.ceil(Math.max(...fields.map(({ sizes }) => sizes.length)) / 12),
    },
    y: { title: { text: "receptive field (input elements)" }, type: "log", tickvals: doublings(largest) },
    legend: fields.length > 1,
  };
  return chartOf(data, frame, fields.map(({ name, sizes }) => `${name}: ${sizes.join(" ")}`).join("; "));
}

/** 1, 2, 4, … up to the first that reaches `largest`. */
function doublings(largest: number): number[] {
  return Array.from({ length: Math.ceil(Math.log2(largest)) + 1 }, (_, power) => 2 ** power);
}
