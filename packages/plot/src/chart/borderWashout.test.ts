import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

const lines = (setting: Parameters<typeof chart.borderWashout>[0]) =>
  chart.borderWashout(setting).data.map(({ y }) => y as number[]);

describe("borderWashout", () => {
  it("has what windows of 3 see of the ring of a 5 × 5 map", () => {
    const [shrinking, kept, bare, padded] = lines({ input: 5, depth: 1 });
    expect([shrinking, kept]).toEqual([[5, 3], [5, 5]]); // biome-ignore format: sizes
    // Of 16 pixels, 4 corners lie in 1 window, 8 beside them in 2, 4 in 3; with padding in 4, 6 and 6. A window takes a 9th.
    expect(bare).toEqual([100, expect.closeTo((100 * (4 * 1 + 8 * 2 + 4 * 3)) / 9 / 16, 9)]);
    expect(padded).toEqual([100, expect.closeTo((100 * (4 * 4 + 12 * 6)) / 9 / 16, 9)]);
  });

  it("goes as deep as the sizes allow, losing a factor of about 3 in every layer without padding", () => {
    const [sizes, kept, bare, padded] = lines({ input: 20 });
    expect(sizes).toEqual([20, 18, 16, 14, 12, 10, 8, 6, 4, 2]);
    expect(new Set(kept)).toEqual(new Set([20]));
    for (const [depth, energy] of bare.slice(1, 5).entries()) {
      expect(bare[depth] / energy).toBeGreaterThan(2.9);
      expect(bare[depth] / energy).toBeLessThan(4);
    }
    expect(padded[9]).toBeGreaterThan(25);
    expect(bare[9]).toBeLessThan(0.01);
  });

  // Without padding 12 windows hold 5 of the 32 pixels and 4 hold 9: 96/25/32. With it 432/25/32.
  it("says what it measured", () =>
    expect(chart.borderWashout({ input: 9, kernel: 5, depth: 1 }).text).toBe(
      "What padding keeps: input 9 × 9, k = 5. energy: of white noise on the outermost ring, expected under random weights. without padding: size 9 to 5, 12 % of the border's energy left at depth 1; padding 2: size 9 to 9, 54 % of the border's energy left at depth 1",
    ));

  it("refuses kernels that cannot keep the size, and depths that leave nothing", () => {
    expect(() => chart.borderWashout({ input: 8, kernel: 2 })).toThrow(
      "chart.borderWashout: kernel is 2 but must be odd, 3 or more",
    );
    expect(() => chart.borderWashout({ input: 8, depth: 4 })).toThrow(
      "chart.borderWashout: depth is 4 but must be a whole number from 1 to 3: without padding nothing is left after that",
    );
  });
});
