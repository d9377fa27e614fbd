import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { chart } from "../index.js";
import { chartSvg } from "./index.js";
import { measure } from "./measure.js";

const bars = chart.bars({ title: "a & b", unit: "multiplications", counts: { all: 225, "non-zero": 36 } });
const fields = chart.receptiveField({ plain: [{ kernel: 3 }], other: [{ kernel: 5 }] });

describe("chartSvg", () => {
  it("draws axes, titles and labels as well-formed SVG", async () => {
    const svg = await chartSvg(bars);
    const { document } = new JSDOM(svg, { contentType: "image/svg+xml" }).window;
    const texts = [...document.querySelectorAll("text")].map((text) => text.textContent);
    for (const text of ["a & b", "multiplications", "225", "36 (0.16×)", "non-zero", "200"])
      expect(texts).toContain(text);
    expect(document.querySelector("title")?.textContent).toBe(bars.text);
    expect(document.documentElement.getAttribute("role")).toBe("img");
    expect(svg).not.toMatch(/NaN|url\(['&]/);
  });

  it("gives the same bytes whatever was drawn before, and leaves the chart alone", async () => {
    const before = JSON.stringify(bars);
    const first = await chartSvg(bars);
    await chartSvg(fields);
    expect(await chartSvg(bars)).toBe(first);
    expect(JSON.stringify(bars)).toBe(before);
  });

  it("draws heat maps as rectangles of the scale's colours", async () => {
    const map = chart.heatmap({ title: "w", unit: "weight", maps: { w: [[1, 0, -2]] }, signed: true });
    const svg = await chartSvg(map);
    expect(svg).not.toMatch(/<image|NaN/);
    const [, painted] = /<svg [^>]*crispEdges">(.*?)<\/svg>/.exec(svg)!;
    expect(painted).toBe(
      // 1 of 2 is half way from #F7F7F7 to #D55E00; the cells are 100 wide.
      '<path fill="rgb(230,171,124)" d="M0 0h100v100h-100z"/>' +
        '<path fill="rgb(247,247,247)" d="M100 0h100v100h-100z"/>' +
        '<path fill="rgb(0,114,178)" d="M200 0h100v100h-100z"/>',
    );
    expect(await chartSvg(map)).toBe(svg);
  });

  it("refuses what is no figure", () =>
    expect(chartSvg("bars" as never)).rejects.toThrow(
      'chartSvg: chart is "bars" but must be a plotly figure, { data: […], layout: {…} }',
    ));

  it("is what a chart shows in a notebook, beside plotly's figure and words", async () => {
    const shown = await (fields as any)[Symbol.for("convkit.display")]();
    expect(Object.keys(shown)).toEqual(["text/html", "text/plain", "application/vnd.plotly.v1+json"]);
    const [, data] =
      /^<img alt="[^"]*" width="640" height="400" src="data:image\/svg\+xml;base64,([^"]*)">$/.exec(
        shown["text/html"],
      )!;
    expect(Buffer.from(data, "base64").toString("utf8")).toBe(await chartSvg(fields));
    expect(shown["application/vnd.plotly.v1+json"]).toEqual({ data: fields.data, layout: fields.layout });
  });
});

it("measures texts by their glyphs, anchors and transforms", () => {
  const { window } = new JSDOM(
    '<svg><g transform="translate(100,50)"><text x="10" y="20" style="font-size: 10px; text-anchor: middle">00</text></g></svg>',
  );
  measure(window);
  const text = window.document.querySelector("text") as unknown as SVGTextElement;
  const width = 2 * 6.36; // DejaVu Sans digits are 0.636 em wide
  expect(text.getComputedTextLength()).toBeCloseTo(width, 9);
  expect(text.getBBox().x).toBeCloseTo(10 - width / 2, 9);
  const { left, bottom } = text.getBoundingClientRect();
  expect([left, bottom]).toEqual([expect.closeTo(110 - width / 2, 9), expect.closeTo(50 + 20 + 2.36, 9)]);
  const group = window.document.querySelector("g") as unknown as SVGGElement;
  group.setAttribute("transform", "rotate(90)");
  expect(group.getBoundingClientRect().height).toBeCloseTo(width, 9);
});
