import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

const maps = { edge: [[1, 0, -2]], other: [[1, 2], [3, 4]] }; // biome-ignore format: matrices
const two = chart.heatmap({ title: "Filters", unit: "weight", maps, signed: true });

describe("heatmap", () => {
  it("has an own scale for each map, with 0 in its middle", () => {
    expect(two.data.map(({ zmin, zmax }) => [zmin, zmax])).toEqual([[-2, 2], [-4, 4]]); // biome-ignore format: pairs
    expect(two.data.map(({ xaxis, yaxis }) => `${xaxis} ${yaxis}`)).toEqual(["x y", "x2 y2"]);
    expect(two.text).toBe("Filters. edge: 1 × 3, from -2 to 1; other: 2 × 2, from 1 to 4");
  });

  it("is Cividis with the first row on top, and prints numbers where they have room", () => {
    const rows = Array.from({ length: 3 }, (_, r) => Array.from({ length: 13 }, (_, c) => r * c));
    const { data, layout } = chart.heatmap({ title: "t", unit: "n", maps: { one: rows } });
    expect(data[0]).toMatchObject({ type: "heatmap", z: rows, colorscale: "Cividis" });
    expect(data[0].text).toBeUndefined();
    expect(layout.yaxis).toMatchObject({ autorange: "reversed", scaleanchor: "x" });
    expect(two.data[0].text).toEqual([["1", "0", "−2"]]);
  });

  it("refuses what is no matrix", () => {
    const of = (rows: number[][]) => () => chart.heatmap({ title: "", unit: "", maps: { m: rows } });
    expect(of([[1, 2], [3]])).toThrow('chart.heatmap: maps["m"] has 1 values in row 1 but every row needs 2'); // biome-ignore format: rows
    expect(of([])).toThrow('chart.heatmap: maps["m"] has no rows but needs one cell or more');
  });
});
