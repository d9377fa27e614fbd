import { convDiagram, matrixDiagram, poolDiagram } from "@convkit/plot";
import { tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { picture } from "../display/picture.js";
import { drawLive, drawStill, findDrawing } from "./drawings.js";

const setting = { input: [4, 3], kernel: 2 };
const html = convDiagram(setting, { mode: "html" });

describe("a live diagram among outputs", () => {
  test("is drawn again from its data, following the page's colours", () => {
    const found = findDrawing(`<p>title</p>${html}`)!;
    expect(found.start).toBe("<p>title</p>".length);
    expect(found.setting).toEqual(setting);
    const { html: shown, script } = drawLive(found);
    const own = convDiagram(setting, { mode: "html", theme: "auto" });
    expect(own).toContain(`${/<img [^>]*>/.exec(shown)![0]}<script>${script}</script>`);
    expect(drawStill(found)).toBe(convDiagram(setting, { mode: "static" }));
  });

  test("keeps its options, whichever diagram it is", () => {
    const shown = [
      convDiagram(setting, { mode: "html", view: "gradient", theme: "print", steps: [2, 0] }),
      poolDiagram({ kind: "max", input: 4, kernel: 2 }, { mode: "html" }),
      convDiagram({ ...setting, x: [[[[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 0, 1]]]] }, { mode: "html" }), // biome-ignore format: a matrix
    ];
    for (const output of shown) {
      const { draw, setting, options } = findDrawing(output)!;
      expect(draw(setting, options)).toBe(output);
    }
    expect(drawLive(findDrawing(shown[0])!).html).toContain(/data-live="\w+"/.exec(shown[0])![0]);
  });

  test("may be a picture: then it only follows the colours, or answers the pointer in the page", () => {
    const shown = (svg: string) => drawLive(findDrawing(String(picture(svg)["text/html"]))!);
    const auto = { theme: "auto" } as const;
    expect(shown(convDiagram(setting, { view: "gradient" }))).toEqual({
      html: `<div class="drawn">${picture(convDiagram(setting, { view: "gradient", ...auto }))["text/html"]}</div>`,
    });
    expect(shown(matrixDiagram({ input: 3, kernel: 2 }))).toEqual({
      html: matrixDiagram({ input: 3, kernel: 2 }, auto),
    });
    expect(shown(convDiagram(setting, { mode: "animated" }))).toEqual(
      drawLive(findDrawing(convDiagram(setting, { mode: "html" }))!),
    );
    // Other options: the stored picture stays.
    expect(findDrawing(String(picture(convDiagram(setting, { step: 1 }))["text/html"]))).toBeUndefined();
  });

  test("with tensors as values", () => {
    const output = convDiagram({ input: 2, kernel: 1, x: tensor([[[[1, 2], [3, 4]]]]) }, { mode: "html" }); // biome-ignore format: a matrix
    expect(findDrawing(output)).toBeDefined();
  });

  test("is not taken on trust", () => {
    const svg = Buffer.from(/base64,([^"]*)"/.exec(html)![1], "base64").toString("utf8");
    const forged = (change: (svg: string) => string) =>
      html.replace(/base64,[^"]*"/, `base64,${Buffer.from(change(svg)).toString("base64")}"`);
    // A picture of another setting under this id, no setting, one that is not legal, no such function.
    expect(findDrawing(forged((text) => text.replace('"kernel":2', '"kernel":3')))).toBeUndefined();
    expect(findDrawing(forged((text) => text.replace("data-setting", "data-other")))).toBeUndefined();
    expect(findDrawing(forged((text) => text.replace('"kernel":2', '"kernel":9')))).toBeUndefined();
    expect(findDrawing(forged((text) => text.replace("convDiagram", "evilDiagram")))).toBeUndefined();
    expect(findDrawing(forged((text) => text.replace("convDiagram", "figures")))).toBeUndefined();
    expect(findDrawing('<div data-figure="convDiagram">')).toBeUndefined();
    // What it draws is its own even if the output's picture and script are not.
    const found = findDrawing(
      forged((text) => text.replace("</svg>", '<script href="evil"/></svg>')).replace(
        "<script>",
        "<script>evil();",
      ),
    )!;
    expect(JSON.stringify(drawLive(found))).not.toContain("evil");
    expect(drawStill(found)).not.toContain("evil");
  });
});
