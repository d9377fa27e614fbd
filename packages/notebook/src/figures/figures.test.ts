import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chart, chartFigures, convDiagram, figures } from "@convkit/plot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeWhole } from "../files/write-whole.js";
import { catalogue } from "./catalogue.js";
import { type Drawn, draw, type Format, formats, type Source } from "./draw.js";
import { checkFiles, checkOthers, hashList, readHashes } from "./hashes.js";
import { indexPage } from "./index-page.js";
import { kinds } from "./parse-setting.js";
import { paint, startRaster } from "./raster.js";

const setting = { input: 4, kernel: 3 };
const small = { draw: convDiagram, setting } as Source;
const sourceOf = (figure: object) => figure as Source;

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
    (await draw("depthwise", sourceOf(figures.depthwise), chosen)).map(([file]) => file);
  expect(await names([...formats])).toEqual(["depthwise.svg", "depthwise.png"]);
  expect(await names(["gif", "svg"])).toEqual(["depthwise.svg"]);
});

test("chosen steps, view and theme", async () => {
  const options = { steps: [2, 3, 4], view: "gradient", theme: "print" };
  const source: Source = { ...small, options };
  const [[, svg], [, animated], [, gif]] = await draw("some", source, ["svg", "animated", "gif"]);
  expect(svg).toBe(convDiagram(setting, { view: "gradient", theme: "print", step: 2, steps: [2, 3, 4] }));
  expect(String(animated)).toContain("Gradient of a 2-D convolution");
  expect(Buffer.from(gif).toString("latin1").split("\x21\xf9\x04").length - 1).toBe(3);
});

test("more frames than an animation holds", async () => {
  const large: Source = { ...small, setting: { input: 13, kernel: 3 } };
  await expect(draw("large", large, ["gif"])).rejects.toThrow(
    "convkit figures: has 121 frames but an animation holds at most 100; choose some with --steps 0:99",
  );
});

test("a chart is an SVG and what plotly reads", async () => {
  const files = await draw("spectrum", sourceOf(chartFigures.spectrum));
  expect(files.map(([file]) => file)).toEqual(["spectrum.svg", "spectrum.plotly.json"]);
  const { data, layout } = chartFigures.spectrum.draw(chartFigures.spectrum.setting) as Chart;
  expect(JSON.parse(String(files[1][1]))).toEqual(JSON.parse(JSON.stringify({ data, layout })));
  expect(String(files[0][1])).toMatch(/^<svg role="img"/);
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
  await expect(draw("none", { ...small, setting: { input: 2, kernel: 3 } })).rejects.toThrow(/kernel|window/);
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
    list(files);
  });
  const list = (drawn: readonly Drawn[]): void => {
    const [file, content] = hashList(drawn, readHashes(folder));
    writeWhole(join(folder, file), content);
  };
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are SHA-256, sorted, and kept for other files", () => {
    list([["c.svg", ""]]);
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
    list([["b.svg", "old"]]);
    expect(checkFiles(folder, files.slice(0, 1))).toEqual(["hashes.json has another b.svg"]);
    expect(checkOthers(folder, files)).toEqual([]);
    expect(checkOthers(folder, files.slice(0, 1))).toEqual([
      "hashes.json has a.gif, which the catalogue has not",
    ]);
  });
});

describe("the catalogue", () => {
  test("has the figures of the notes and names what it has not", () => {
    const names = (chosen?: string[]) => catalogue(chosen).map(({ name }) => name);
    expect(names()).toEqual([...Object.keys(figures), ...Object.keys(chartFigures)]);
    expect(names(["mconv"])).toEqual(["mconv"]);
    expect(() => catalogue(["mconv", "none"])).toThrow(
      `convkit figures: name is "none" but must be one of ${names().join(", ")}; or draw your own: convkit figures conv --input 7 --kernel 3`,
    );
  });

  test("has no figure that is named like a kind", () => {
    expect(catalogue().filter(({ name }) => name in kinds)).toEqual([]);
  });
});

test("the index: a figure's picture, parameters, call, caption and files", () => {
  const [entry] = catalogue(["deconv_scatter"]);
  const [file, page] = indexPage([
    {
      entry,
      files: [
        ["deconv_scatter.svg", ""],
        ["deconv_scatter-animated.svg", ""],
      ],
    },
  ]);
  expect(file).toBe("README.md");
  const text = String(page);
  expect(text.slice(text.indexOf("\n- "))).toMatchInlineSnapshot(`
    "
    - Gradients, scattering, tilted: [deconv_scatter](#deconv_scatter)

    ## Gradients, scattering, tilted

    ### deconv_scatter

    A transposed convolution as it is computed: each input paints the kernel, overlaps add.

    ![A transposed convolution as it is computed: each input paints the kernel, overlaps add](deconv_scatter-animated.svg)

    input \`2\` · kernel \`3\` · stride \`2\` · transposed \`true\` · view \`scatter\`

    \`\`\`js
    convDiagram({ input: 2, kernel: 3, stride: 2, transposed: true }, { view: "scatter" })
    \`\`\`

    \`\`\`tex
    \\caption{A transposed convolution as it is computed: each input paints the kernel, overlaps add. 2-D transposed convolution, 2 to 5. Convolution: $i = 5$, $k = 3$, $s = 2$, $p = 0$, $d = 1 \\to o = 2$. Transposed: $i' = 2$, $\\alpha = 0 \\to o' = 5$. $o' = s(i' - 1) + d(k - 1) + 1 - 2p + \\alpha = 2\\cdot1 + 1\\cdot2 + 1 - 2\\cdot0 + 0 = 5$.}
    \`\`\`

    Files: [svg](deconv_scatter.svg), [animated](deconv_scatter-animated.svg)
    "
  `);
});
