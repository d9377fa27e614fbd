import { convDiagram, figures } from "@convkit/plot";
import { expect, test } from "vitest";
import { figureEntries } from "./figures.js";
import { figuresPage } from "./figures-page.js";
import type { Folder } from "./folder.js";

const { deconv2 } = figures;
const files: Folder = new Map<string, string | Uint8Array>([
  ["figures/deconv2.svg", deconv2.draw(deconv2.setting, { theme: "auto" })],
  ["figures/deconv2-sheet.svg", "<svg/>"],
  ["figures/deconv2.gif", new Uint8Array(1)],
  ["figures/own.svg", '<svg width="9" height="7.5px"><title>a &lt; b</title></svg>'],
  ["figures/own.plotly.json", '{"data":[{"name":"</script>"}]}'],
]);
const names = new Map([["convDiagram", "api-plot.html#convDiagram"]]);

test("figures of the catalogue come first, with its words; others tell what they are", () => {
  const [first, second, ...more] = figureEntries(files);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    name: "deconv2",
    known: { call: deconv2.call },
    files: [
      ["deconv2.svg", "svg"],
      ["deconv2-sheet.svg", "sheet"],
      ["deconv2.gif", "gif"],
    ],
  });
  expect(first.desc).toContain("o′ = 6");
  expect(second).toMatchObject({
    name: "own",
    family: "Others",
    title: "a < b",
    size: ' width="9" height="7.5"',
  });
});

test("a figure has its parameters, its call with links, its caption, and its files", () => {
  const { main, contents } = figuresPage(figureEntries(files), { names, plotly: true });
  expect(main).toContain("<dt>outputPadding</dt><dd>1</dd>");
  expect(main).toContain('<a href="api-plot.html#convDiagram">convDiagram</a></span>({');
  expect(main).toContain(String.raw`\caption{`);
  expect(main).toContain('<a href="figures/deconv2.gif">gif</a>');
  expect(main).toContain('<script type="application/json">{"data":[{"name":"\\u003c/script>"}]}</script>');
  expect(contents).toContain('<a href="#deconv2">deconv2</a>');
  expect(figuresPage(figureEntries(files), { names, plotly: false }).main).not.toContain("<script");
});

test("the call draws the figure", () => {
  const draw = new Function("convDiagram", `return ${deconv2.call}`);
  expect(draw(convDiagram)).toBe(deconv2.draw(deconv2.setting, deconv2.options));
});
