import { convDiagram, matrixDiagram, moduleDiagram, poolDiagram } from "@convkit/plot";
import { describe, expect, test } from "vitest";
import { parseSource, sourceName } from "./parse-setting.js";

describe("figures from the command line", () => {
  const pairs = [
    [1, 0],
    [2, 1],
  ];
  test.each([
    [
      ["conv"],
      { input: "7", kernel: "3,5", padding: "1:0,2:1" },
      { input: 7, kernel: [3, 5], padding: pairs },
    ],
    [
      ["transposed"],
      { input: "3", kernel: "3", stride: "2", outputPadding: "1" },
      { transposed: true, input: 3, kernel: 3, stride: 2, outputPadding: 1 },
    ],
    [["dilated"], { input: "7", kernel: "3" }, { dilation: 2, input: 7, kernel: 3 }],
    [["dilated"], { input: "9", kernel: "3", dilation: "3" }, { dilation: 3, input: 9, kernel: 3 }],
    [
      ["conv"],
      { input: "5", kernel: "3", padding: "same-lower" },
      { input: 5, kernel: 3, padding: "same-lower" },
    ],
    [["pool"], { input: "4", kernel: "2", ties: "all" }, { kind: "max", input: 4, kernel: 2, ties: "all" }],
    [
      ["pool", "average"],
      { input: "5", kernel: "2", ceilMode: true, countIncludePad: "false" },
      { kind: "average", input: 5, kernel: 2, ceilMode: true, countIncludePad: false },
    ],
    [
      ["matrix"],
      { input: "4,5", kernel: "3", locallyConnected: true },
      { input: [4, 5], kernel: 3, locallyConnected: true },
    ],
    [
      ["module", "Inception"],
      { variant: "reformulated", segments: "4", input: "8,6,6" },
      { module: "Inception", variant: "reformulated", segments: 4, input: [8, 6, 6] },
    ],
  ])("%j %j", (given, options, expected) => {
    const source = parseSource(given, options);
    expect(source.setting).toEqual(expected);
    expect(source.draw(source.setting)).toMatch(/^<svg/);
  });

  test("how to look at it", () => {
    const sizes = { input: "5", kernel: "3" };
    expect(
      parseSource(["conv"], { ...sizes, view: "gradient", theme: "dark", steps: "1:3" }).options,
    ).toEqual({ view: "gradient", theme: "dark", steps: [1, 2, 3] });
    expect(parseSource(["matrix"], { ...sizes, view: "im2col", cell: "2,1" }).options).toEqual({
      view: "im2col",
      cell: [2, 1],
    });
    const draws = ["conv", "pool", "matrix"].map((kind) => parseSource([kind], sizes).draw);
    expect(draws).toEqual([convDiagram, poolDiagram, matrixDiagram]);
    expect(parseSource(["module", "stack"], {}).draw).toBe(moduleDiagram);
  });

  test.each([
    [
      ["conv"],
      { kernel: "3" },
      "convkit figures conv: --input is missing but a size is needed; for example --input 7",
    ],
    [
      ["conv"],
      { input: "7.5", kernel: "3" },
      'convkit figures: --input is "7.5" but must be a whole number or one per axis such as 3,5',
    ],
    [
      ["conv"],
      { input: "7", kernel: "3", padding: "1:" },
      'convkit figures: --padding is "1:" but must be a whole number or one per axis such as 3,5, or begin:end such as 1:0,2:1',
    ],
    [
      ["conv"],
      { input: "7", kernel: "3", groups: "1,2" },
      'convkit figures: --groups is "1,2" but must be a whole number',
    ],
    [
      ["pool"],
      { input: "7", kernel: "3", steps: "3:1" },
      'convkit figures: --steps is "3:1" but must be the first and the last frame, from 0, such as 0:3',
    ],
    [
      ["matrix"],
      { input: "7", kernel: "3", transposed: "yes" },
      'convkit figures: --transposed is "yes" but must be true or false',
    ],
    [
      ["module"],
      {},
      "convkit figures module: name is missing but a module is needed; for example module Inception",
    ],
    [
      ["pool", "max", "more"],
      { input: "7", kernel: "3" },
      'convkit figures pool: name is "more" but is one word too many',
    ],
  ])("refuses %j %j", (given, options, message) => {
    expect(() => parseSource(given, options)).toThrow(message);
  });

  test("name the file", () => {
    expect(sourceName(["conv"], { input: "7,9", kernel: "3", padding: "1:0,2:1", steps: "0:3" })).toBe(
      "conv-input7x9-kernel3-padding1_0x2_1-steps0_3",
    );
    expect(sourceName(["module", "Inception"], { variant: "extreme" })).toBe(
      "module-Inception-variant-extreme",
    );
    expect(sourceName(["matrix"], { input: "2", kernel: "3", transposed: true })).toBe(
      "matrix-input2-kernel3-transposed",
    );
  });
});
