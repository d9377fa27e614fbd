import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convDiagram, figures } from "@convkit/plot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeWhole } from "../files/write-whole.js";
import { catalogueNames } from "./catalogue.js";
import { type Drawn, draw, type Format, formats } from "./draw.js";
import { addHashes, checkFiles, readHashes } from "./hashes.js";
import { parseSetting, settingName } from "./parse-setting.js";
import { paint, startRaster } from "./raster.js";

const setting = { input: 4, kernel: 3 };
const small = { draw: convDiagram, setting };

test("a figure's files, the same bytes each time", async () => {
  const files = await draw("small", small);
  expect(files.map(([file]) => file)).toEqual([
    "small.svg",
    "small-sheet.svg",
    "small-animated.svg",
    "small.png",
    "small.gif",
    "small.apng",
  ]);
  const content = Object.fromEntries(files);
  expect(content["small.svg"]).toContain("prefers-color-scheme:dark");
  const png = Buffer.from(content["small.png"]);
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(convDiagram(setting))!.map(Number);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
  expect(await draw("small", small)).toEqual(files);
});

test("a frame for each output, all different", async () => {
  const [[, gif]] = await draw("small", small, ["gif"]);
  const controls = Buffer.from(gif).toString("latin1").split("\x21\xf9\x04").length - 1;
  expect(controls).toBe(4);
});

test("a figure without steps is an SVG and a PNG, whatever is asked for", async () => {
  const names = async (chosen: Format[]) =>
    (await draw("depthwise", figures.depthwise, chosen)).map(([file]) => file);
  expect(await names([...formats])).toEqual(["depthwise.svg", "depthwise.png"]);
  expect(await names(["gif", "svg"])).toEqual(["depthwise.svg"]);
});

test("painted lines fill whole pixels", async () => {
  await startRaster();
  const line =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5 5" width="5" height="5"><path d="M0 2h5" stroke="#000"/></svg>';
  const { width, pixels } = paint(line);
  const column = [0, 1, 2, 3, 4].map((y) => pixels[(y * width + 2) * 4]);
  expect(column).toEqual([255, 255, 0, 255, 255]);
});

test("settings that are not legal raise the operation's error", async () => {
  await expect(draw("none", { draw: convDiagram, setting: { input: 2, kernel: 3 } })).rejects.toThrow(
    /kernel|window/,
  );
});

describe("hashes", () => {
  let folder: string;
  const files: Drawn[] = [
    ["b.svg", "<svg/>"],
    ["a.gif", Uint8Array.from([1, 2])],
  ];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "figures-"));
    for (const [file, content] of files) writeWhole(join(folder, file), content);
    addHashes(folder, files);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are SHA-256, sorted, and kept for other files", () => {
    addHashes(folder, [["c.svg", ""]]);
    expect(Object.keys(readHashes(folder))).toEqual(["a.gif", "b.svg", "c.svg"]);
    expect(readHashes(folder)["c.svg"]).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(readFileSync(join(folder, "hashes.json"), "utf8")).toMatch(/^\{\n {2}"a\.gif": "[0-9a-f]{64}",\n/);
  });

  test("tell missing files, changed files and a stale list", () => {
    expect(checkFiles(folder, files)).toEqual([]);
    writeFileSync(join(folder, "b.svg"), "<svg />");
    rmSync(join(folder, "a.gif"));
    expect(checkFiles(folder, files)).toEqual(["b.svg is not what the packages draw", "a.gif is missing"]);
    writeFileSync(join(folder, "b.svg"), "<svg/>");
    addHashes(folder, [["b.svg", "old"]]);
    expect(checkFiles(folder, files.slice(0, 1))).toEqual(["hashes.json has another b.svg"]);
  });
});

describe("settings from the command line", () => {
  test.each([
    [
      "conv",
      { input: "7", kernel: "3,5", padding: "1:0,2:1" },
      {
        input: 7,
        kernel: [3, 5],
        padding: [
          [1, 0],
          [2, 1],
        ],
      },
    ],
    [
      "transposed",
      { input: "3", kernel: "3", outputPadding: "1" },
      { transposed: true, input: 3, kernel: 3, outputPadding: 1 },
    ],
    ["dilated", { input: "7", kernel: "3" }, { dilation: 2, input: 7, kernel: 3 }],
    ["dilated", { input: "9", kernel: "3", dilation: "3" }, { dilation: 3, input: 9, kernel: 3 }],
    [
      "conv",
      { input: "5", kernel: "3", padding: "same-lower" },
      { input: 5, kernel: 3, padding: "same-lower" },
    ],
  ])("%s %j", (kind, options, expected) => {
    expect(parseSetting(kind, options)).toEqual(expected);
  });

  test.each([
    [{ kernel: "3" }, "convkit figures conv: --input is missing but a size is needed; for example --input 7"],
    [
      { input: "7.5", kernel: "3" },
      'convkit figures: --input is "7.5" but must be a whole number or one per axis such as 3,5',
    ],
    [
      { input: "7", kernel: "3", padding: "1:" },
      'convkit figures: --padding is "1:" but must be a whole number or one per axis such as 3,5, or begin:end such as 1:0,2:1',
    ],
    [
      { input: "7", kernel: "3", groups: "1,2" },
      'convkit figures: --groups is "1,2" but must be a whole number',
    ],
  ])("refuses %j", (options, message) => {
    expect(() => parseSetting("conv", options)).toThrow(message);
  });

  test("name the file", () => {
    expect(settingName("conv", { input: "7,9", kernel: "3", padding: "1:0,2:1" })).toBe(
      "conv-input7x9-kernel3-padding1_0x2_1",
    );
  });
});

test("the catalogue has the figures of the notes and names what it has not", () => {
  expect(catalogueNames([])).toEqual(Object.keys(figures));
  expect(catalogueNames(["mconv"])).toEqual(["mconv"]);
  expect(() => catalogueNames(["mconv", "none"])).toThrow(
    'convkit figures: name is "none" but must be one of deconv, deconv1, deconv2, mconv, depthwise, depthwise_sep, Inception; or draw your own: convkit figures conv --input 7 --kernel 3',
  );
});
