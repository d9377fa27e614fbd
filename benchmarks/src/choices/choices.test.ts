import { describe, expect, test } from "vitest";
import { networkLayers } from "./layers.js";
import { type ChoiceRow, missed } from "./row.js";

test("the networks' distinct convolutions have the multiply-adds that their papers count", () => {
  const layers = networkLayers();
  const sum = (network: string): number =>
    layers.reduce((total, { uses, macs }) => total + (uses[network] ?? 0) * macs, 0);
  // Table 1 of Howard et al. 2017 has 569 million with the classifier's 1.024; He et al. 2016 3.8 billion with the strides
  // on the 1×1, which are on the 3×3 here.
  expect(sum("MobileNet-v1 @224²")).toBe(567_716_352);
  expect(sum("ResNet-50 @224²")).toBe(4_087_136_256);
  expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
});

describe("missed", () => {
  const row = (times: Record<string, number>): ChoiceRow => ({
    ...{ name: "a layer", map: "output", uses: {}, macs: 1, chosen: { resident: "a", eager: "a" } },
    candidates: Object.entries(times).map(([algorithm, resident]) => ({
      ...{ algorithm, predicted: {}, time: { resident } },
    })),
  });

  test("is the fastest that was not chosen, beyond noise", () => {
    expect(missed(row({ a: 3, b: 2, c: 1.5 }), "resident")).toEqual({ algorithm: "c", factor: 2 });
    expect(missed(row({ a: 1.04, b: 1 }), "resident")).toBeUndefined();
    expect(missed(row({ a: 1, b: 2 }), "eager")).toBeUndefined();
  });
});
