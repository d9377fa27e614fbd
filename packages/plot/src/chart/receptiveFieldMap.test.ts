import { conv2d } from "@convkit/conv";
import { full, type Tensor, zeros } from "@convkit/tensor";
import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

type Box = { x0: number; x1: number; y0: number; y1: number };

describe("receptiveFieldMap", () => {
  it("is the outer product of 1 2 3 2 1 for two averaging layers", () => {
    const { data, text } = chart.receptiveFieldMap({ layers: [{ kernel: 3 }, { kernel: 3 }], input: 5 });
    const line = [1, 2, 3, 2, 1];
    const expected = line.map((row) => line.map((column) => expect.closeTo((row * column) / 81, 12)));
    expect(data[0]).toMatchObject({ z: expected, colorscale: "Cividis" });
    expect(text).toBe(
      "Input gradient of one unit. field 5 × 5; 95 % of the gradient in 5 × 5. gradient: 5 × 5, from 0.0123 to 0.111",
    );
  });

  it("fills its square, and only that, with positive weights", () => {
    const layers = [
      { kernel: 3, stride: 2, padding: [1, 0] as const },
      { kernel: 2, dilation: 2 },
      { kernel: 3 },
    ];
    const { data, layout } = chart.receptiveFieldMap({ layers, input: 23 });
    const [{ x0, x1, y0, y1 }] = layout.shapes as Box[];
    const size = 1 + 2 * 1 + 2 * 2 + 2 * 2; // r grows by (k̂ − 1) · jump
    expect([x1 - x0, y1 - y0]).toEqual([size, size]);
    for (const [r, row] of (data[0].z as number[][]).entries())
      for (const [c, value] of row.entries())
        expect(value > 0, `${r}, ${c}`).toBe(r > y0 && r < y1 && c > x0 && c < x1);
  });

  it("is what the unit answers to a single 1 in the input", () => {
    const layers = [
      { kernel: 3, padding: 1 },
      { kernel: 2, stride: 2 },
      { kernel: 3, dilation: 2 },
    ];
    const { z } = chart.receptiveFieldMap({ layers, input: 12 }).data[0] as { z: number[][] };
    for (const [r, c] of [
      [3, 5],
      [6, 6],
      [0, 9],
    ]) {
      // biome-ignore format: positions
      const x = zeros([1, 1, 12, 12], "float64");
      x.data[r * 12 + c] = 1;
      const y = layers.reduce<Tensor>(
        (map, { kernel, ...options }) =>
          conv2d(map, full([1, 1, kernel, kernel], 1 / kernel ** 2, "float64"), options),
        x,
      );
      const unit = Math.floor(y.shape[2] / 2);
      expect(z[r][c]).toBeCloseTo(y.data[unit * y.shape[3] + unit], 12);
    }
  });

  it("says how little of a deep stack's field counts", () => {
    const { layout, text } = chart.receptiveFieldMap({ layers: Array(8).fill({ kernel: 3 }) });
    expect(text).toContain("field 17 × 17; 95 % of the gradient in 11 × 11");
    const [field, main] = layout.shapes as Box[];
    expect([field.x0 + field.x1, main.x1 - main.x0]).toEqual([main.x0 + main.x1, 11]);
  });

  it("has weights of both signs with a seed, the same each time", () => {
    const of = (seed: number) => chart.receptiveFieldMap({ layers: [{ kernel: 3 }, { kernel: 5 }], seed });
    const { z, zmin, zmax } = of(3).data[0] as { z: number[][]; zmin: number; zmax: number };
    expect(Math.min(...z.flat())).toBeLessThan(0);
    expect(zmin).toBe(-zmax);
    expect(of(3)).toEqual(of(3));
    expect(of(4)).not.toEqual(of(3));
  });

  it("refuses an input that holds no window", () =>
    expect(() => chart.receptiveFieldMap({ layers: [{ kernel: 3 }, { kernel: 3 }], input: 4 })).toThrow(
      "outputSize: window 3 (kernel 3, dilation 1) exceeds padded height 2 (2 + 0 + 0) but must fit inside it; pad 1 more or use a smaller kernel",
    ));
});
