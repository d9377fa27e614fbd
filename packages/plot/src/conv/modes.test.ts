import { tensor } from "@convkit/tensor";
import { describe, expect, it } from "vitest";
import { type ConvDiagramOptions, convDiagram, figures } from "../index.js";
import { parse } from "./read.testing.js";

const setting = { input: 5, kernel: 3, stride: 2 };
const text = (options: ConvDiagramOptions) => () => convDiagram(setting, options);

describe("the document", () => {
  it("says what it is", () => {
    const document = parse(convDiagram(setting));
    const root = document.documentElement;
    expect(root.getAttribute("role")).toBe("img");
    expect(root.getAttribute("data-figure")).toBe("convDiagram");
    expect(root.getAttribute("data-setting")).toBe('{"input":5,"kernel":3,"stride":2}');
    expect(document.querySelector("title")?.textContent).toBe("2-D convolution, 5 to 2");
    expect(document.querySelector("desc")?.textContent).toContain(
      "i = 5, k = 3, s = 2, p = 0, d = 1 → o = 2. o = ⌊",
    );
  });

  it("holds the values it was given, so that other values have other ids", () => {
    const drawn = [tensor([[[[1, 2]]]]), tensor([[[[1, 3]]]])].map((x) =>
      convDiagram({ input: [1, 2], kernel: 1, x }),
    );
    expect(drawn[1]).toContain('"x":[[[[1,3]]]]');
    const [a, b] = drawn.map((svg) => /<svg[^>]* id="(\w+)"/.exec(svg)?.[1]);
    expect(a).not.toBe(b);
  });

  it("has ids of its own, and only figures that renderers without CSS variables and HTML can draw", () => {
    const ids = (svg: string) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    const modes = ["static", "sheet", "animated"] as const;
    const all = modes.flatMap((mode) => ids(convDiagram(setting, { mode, theme: "auto" })));
    expect(new Set(all).size).toBe(all.length);
    for (const mode of modes)
      expect(convDiagram(setting, { mode, theme: "auto" })).not.toMatch(/var\(|foreignObject|<text/);
  });

  it("keeps coordinates to two decimals and knows neither NaN nor undefined", () => {
    for (const mode of ["static", "sheet", "animated"] as const) {
      const svg = convDiagram({ ...setting, padding: [[0, 1], [2, 0]], groups: 2 }, { mode }); // biome-ignore format: pairs
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg.replace(/scale\([^)]*\)/g, "")).not.toMatch(/\d\.\d{3}/);
    }
  });

  it("paints the theme's page", () => {
    const page = (theme: "light" | "dark" | "auto") =>
      /fill="(#\w+)" class="\w+page"/.exec(convDiagram(setting, { theme }))?.[1];
    expect([page("light"), page("dark"), page("auto")]).toEqual(["#FFFFFF", "#14181D", "#FFFFFF"]);
    expect(convDiagram(setting, { theme: "auto" }).match(/@media/g)).toHaveLength(1);
  });
});

describe("modes", () => {
  it("a sheet has every frame, a strip the first few in one row", () => {
    const frames = (options: ConvDiagramOptions) =>
      [
        ...parse(convDiagram(figures.deconv.setting, { mode: "sheet", ...options })).querySelectorAll(
          "[data-step]",
        ),
      ].map((frame) => {
        const [, x, y] = /translate\((\S+) (\S+)\)/.exec(
          frame.getAttribute("transform") ?? "",
        ) as RegExpExecArray;
        return { x: Number(x), y: Number(y) };
      });
    const all = frames({});
    expect(all).toHaveLength(25);
    expect([new Set(all.map(({ x }) => x)).size, new Set(all.map(({ y }) => y)).size]).toEqual([5, 5]);
    const strip = frames({ first: 4 });
    expect([strip.length, new Set(strip.map(({ y }) => y)).size]).toEqual([4, 1]);
  });

  it("an animation shows frame 1 where nothing moves, and every frame for 0.8 s, the last for 2 s", () => {
    const svg = convDiagram(setting, { mode: "animated" });
    expect(svg).toContain("animation:4.4s step-end infinite"); // 3 · 0.8 + 2
    expect(svg).toContain("@media (prefers-reduced-motion:reduce)");
    expect(svg).not.toContain("<animate");
    const document = parse(svg);
    expect(document.querySelectorAll(".t.first").length).toBeGreaterThan(0);
    const starts = [...svg.matchAll(/@keyframes \S+-(\d)-(\d)\{(?:([\d.]+)%\{visibility:visible\})?/g)];
    expect(
      starts
        .filter(([, from, until]) => Number(until) === Number(from) + 1)
        .map(([, , , at]) => Number(at ?? 0))
        .sort((a, b) => a - b),
    ).toEqual([0, 18.18, 36.36, 54.55]);
  });

  it("HTML keeps the animation as an image beside one small script", () => {
    const html = convDiagram(setting, { mode: "html" });
    const [, data, script] = /^<div[^>]*><img [^>]*base64,([^"]*)"\/><script>(.*)<\/script><\/div>$/s.exec(
      html,
    ) as RegExpExecArray;
    const image = Buffer.from(data, "base64").toString("utf8");
    const root = parse(image).documentElement;
    expect(root.getAttribute("data-figure")).toBe("convDiagram");
    expect(html).toMatch(/^<div data-figure="convDiagram" data-options='\{"mode":"html"\}'>/);
    expect(html).toContain(
      ` width="${root.getAttribute("width")}" height="${root.getAttribute("height")}" src=`,
    );
    expect(script.length).toBeLessThan(4096);
    expect(() => new Function(script)).not.toThrow();
  });
});

describe("refuses", () => {
  it("a frame that is not there", () =>
    expect(text({ step: 4 })).toThrow("convDiagram: step is 4 but must be a whole number from 0 to 3"));
  it("frames that are not there", () =>
    expect(text({ mode: "sheet", steps: [0, 9] })).toThrow(
      "convDiagram: steps is 9 but must be a whole number from 0 to 3",
    ));
  it("no frames", () =>
    expect(text({ mode: "sheet", first: 0 })).toThrow(
      "convDiagram: first is 0 but must be a positive integer",
    ));
  it("an unknown mode", () =>
    expect(text({ mode: "video" as "sheet" })).toThrow(
      'convDiagram: mode is "video" but must be one of static, sheet, animated, html',
    ));
  it("more than 100 frames", () =>
    expect(() => convDiagram({ input: 13, kernel: 3 }, { mode: "animated" })).toThrow(
      "convDiagram: has 121 frames but mode animated holds at most 100; choose some with steps: […]",
    ));
  it("what the operation refuses", () =>
    expect(() => convDiagram({ input: 3, kernel: 5 })).toThrow(/^conv2d: /));
  it("a size that is none", () =>
    expect(() => convDiagram({ input: 0, kernel: 3 })).toThrow(
      "convDiagram: input is 0 but must be a positive integer, or one per axis (2)",
    ));
  it("an option that it does not know", () =>
    expect(() => convDiagram({ input: 3, kernel: 3, strides: 2 } as never)).toThrow(/strides/));
});
