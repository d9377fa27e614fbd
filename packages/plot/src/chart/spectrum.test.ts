import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

describe("spectrum", () => {
  it("runs from 163,840 parameters to 17,536 for 128 channels, beside 147,456 of the plain convolution", () => {
    const { data, text } = chart.spectrum({ channels: 128, size: 7 });
    const [segmented, plain] = data as { x: number[]; y: number[] }[];
    expect(segmented.x).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
    expect([segmented.y[0], segmented.y[7]]).toEqual([163_840, 17_536]);
    expect(plain.y).toEqual([147_456 * 49, 147_456 * 49]);
    expect(text).toBe(
      "128 channels, k = 3: from one segment to one for each channel. 163,840 parameters with 1 segment to 17,536 with 128; plain 3×3 147,456; 49 times as many multiply-adds",
    );
  });

  it("counts by hand where channels are no power of two", () => {
    const [{ x, y }] = chart.spectrum({ channels: 6, kernel: 5 }).data;
    expect(x).toEqual([1, 2, 3, 6]);
    // 6·6 for the 1×1; then one 6→6, two 3→3, three 2→2, six 1→1 of 25 weights.
    expect(y).toEqual([36 + 900, 36 + 2 * 225, 36 + 3 * 100, 36 + 6 * 25]);
  });

  it("has both counts on one height: the right scale is the left one times the positions", () => {
    const { layout } = chart.spectrum({ channels: 8, size: 10 });
    const [left, right] = ["yaxis", "yaxis2"].map((name) => (layout[name] as { range: number[] }).range);
    expect(right).toEqual(left.map((power) => expect.closeTo(power + 2, 12)));
  });

  it("labels what has room for it", () => {
    const { layout } = chart.spectrum({ channels: 96 });
    expect(layout.xaxis).toMatchObject({ tickvals: [1, 3, 6, 12, 24, 48, 96] });
  });

  it("shows measured times beside", () => {
    const { data, text } = chart.spectrum({ channels: 4, milliseconds: { 1: 2.5, 4: 1 } });
    expect(data[2]).toMatchObject({ x: [1, 4], y: [2.5, 1], yaxis: "y3" });
    expect(text).toMatch(/; measured 1: 2.5 ms, 4: 1 ms$/);
  });

  it("refuses segments that do not divide the channels", () => {
    expect(() => chart.spectrum({ channels: 4, milliseconds: { 3: 1 } })).toThrow(
      "chart.spectrum: milliseconds is { 3: 1 } but 3 must divide the 4 channels",
    );
    expect(() => chart.spectrum({ channels: 2.5 })).toThrow(
      "chart.spectrum: channels is 2.5 but must be a whole number ≥ 1",
    );
  });
});
