import { describe, expect, it } from "vitest";
import { chart } from "../index.js";

// VGG-16 (Simonyan & Zisserman 2015, configuration D): how many 3×3 layers of how many channels in each block.
const blocks = [[2, 64], [2, 128], [3, 256], [3, 512], [3, 512]]; // biome-ignore format: blocks
const float32 = 4;

function layerOutputs(): { name: string; activations: number }[] {
  const rows = [{ name: "input", activations: float32 * 224 * 224 * 3 }];
  let size = 224;
  for (const [block, [layers, channels]] of blocks.entries()) {
    for (let layer = 1; layer <= layers; layer++)
      rows.push({ name: `conv${block + 1}_${layer}`, activations: float32 * size * size * channels });
    size /= 2;
    rows.push({ name: `pool${block + 1}`, activations: float32 * size * size * channels });
  }
  for (const [name, units] of [["fc6", 4096], ["fc7", 4096], ["fc8", 1000]] as const) // biome-ignore format: layers
    rows.push({ name, activations: float32 * units });
  return rows;
}

describe("memory", () => {
  it("has 15.24 M activations for VGG-16, 61 MB; CS231n prints 24 M, 93 MB over rows that add to this", () => {
    const { data, layout, text } = chart.memory({ title: "VGG-16", rows: layerOutputs() });
    const megabytes = (data[0].x as number[]).reduce((sum, value) => sum + value, 0);
    expect(Math.round((megabytes * 1e6) / float32)).toBe(15_237_608);
    expect(layout.xaxis).toMatchObject({ title: { text: "memory (MB)" } });
    expect(text).toBe("VGG-16. 61 MB in 22 rows: activations 61 MB");
  });

  it("stacks the parts that there are, with a mark where memory was measured", () => {
    const rows = [
      { name: "inference", activations: 3e6, parameters: 1e6 },
      { name: "training", activations: 5e6, gradients: 5e6, optimiser: 2e9, measured: 2.5e9 },
    ];
    const { data, layout, text } = chart.memory({ title: "Net", rows });
    expect(layout.barmode).toBe("stack");
    expect(data.map(({ name, y, x }) => [name, y, x])).toEqual([
      ["activations", ["inference", "training"], [0.003, 0.005]],
      ["their gradients", ["inference", "training"], [0, 0.005]],
      ["parameters", ["inference", "training"], [0.001, 0]],
      ["optimiser", ["inference", "training"], [0, 2]],
      ["measured", ["training"], [2.5]],
    ]);
    expect(text).toBe("Net. inference 4 MB; training 2.01 GB (measured 2.5 GB)");
  });

  it("refuses what is no amount, and names that are taken", () => {
    const of =
      (...rows: { name: string; activations?: number }[]) =>
      () =>
        chart.memory({ title: "", rows });
    expect(of({ name: "a", activations: -1 })).toThrow(
      "chart.memory: rows[0].activations is -1 but must be a number of bytes ≥ 0",
    );
    expect(of({ name: "a" }, { name: "a" })).toThrow(
      'chart.memory: rows[1].name is "a" but is taken by another row',
    );
    expect(of()).toThrow("chart.memory: rows is [] but needs one row or more");
  });
});
