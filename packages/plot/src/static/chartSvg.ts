import { ConvKitError, seededRandom } from "@convkit/tensor";
import type { Chart } from "../chart/chart.js";
import { escapeXml } from "../svg.js";
import { drawOnCanvas, inlinePaintings } from "./canvas.js";
import { measure } from "./measure.js";

// Names in variables: bundlers for browsers leave these imports alone.
const peers = ["jsdom", "plotly.js-dist-min"];
const here = (import.meta as unknown as { url: string }).url;
const modules = { fs: "node:fs", module: "node:module" };

/** The optional packages that drawing charts needs and that are not installed. */
export async function missing(): Promise<string[]> {
  const { createRequire } = await import(modules.module).catch(() => ({ createRequire: undefined }));
  if (createRequire === undefined) return peers;
  const { resolve } = createRequire(here);
  return peers.filter((name) => {
    try {
      resolve(name);
      return false;
    } catch {
      return true;
    }
  });
}

/**
 * A chart as SVG, drawn by plotly in jsdom: no browser, no native module, the same bytes for the same chart.
 *
 * @throws ConvKitError when the chart is none, or when jsdom or plotly.js-dist-min is not installed; both are optional peers of this package
 * @example (await chartSvg(chart.bars({ title: "a", unit: "n", counts: { one: 1 } }))).startsWith("<svg") // true
 */
export async function chartSvg(chart: Pick<Chart, "data" | "layout"> & { text?: string }): Promise<string> {
  if (!Array.isArray(chart?.data) || typeof chart.layout !== "object") {
    throw new ConvKitError({
      operation: "chartSvg",
      argument: "chart",
      value: chart,
      expected: "must be a plotly figure, { data: […], layout: {…} }",
    });
  }
  const absent = await missing();
  if (absent.length > 0) {
    throw new ConvKitError({
      operation: "chartSvg",
      found: `has no ${absent.join(" and no ")}`,
      expected: "drawing charts needs both peers",
      fix: `npm install ${absent.join(" ")}`,
    });
  }
  const window = await plotlyWindow();
  // Plotly names its clip paths by random numbers and changes what it is given.
  window.Math.random = seededRandom(1).uniform;
  const { data, layout } = JSON.parse(JSON.stringify({ data: chart.data, layout: chart.layout }));
  const { width = 640, height = 400 } = layout;
  const div = window.document.createElement("div");
  window.document.body.append(div);
  try {
    await window.Plotly.newPlot(div, data, layout, { staticPlot: true });
    const svg = await window.Plotly.toImage(div, { format: "svg", width, height, imageDataOnly: true });
    return finished(svg, chart.text ?? "chart");
  } finally {
    window.Plotly.purge(div);
    div.remove();
  }
}

let shared: Promise<any> | undefined;

/** One window for all charts: loading plotly takes most of a second. */
function plotlyWindow(): Promise<any> {
  shared ??= open();
  return shared;
}

async function open(): Promise<any> {
  const { JSDOM, VirtualConsole } = await import(peers[0]);
  const { readFileSync } = await import(modules.fs);
  const { createRequire } = await import(modules.module);
  // An own console drops jsdom's remarks about the canvas that plotly probes for.
  const dom = new JSDOM("<!doctype html>", {
    runScripts: "outside-only",
    virtualConsole: new VirtualConsole(),
  });
  const { window } = dom;
  measure(window);
  drawOnCanvas(window);
  window.URL.createObjectURL = () => "";
  window.eval(readFileSync(createRequire(here).resolve(peers[1]), "utf8"));
  return window;
}

/** What a browser's serialiser would have written, and what makes the picture readable to all. */
function finished(svg: string, text: string): string {
  const readable = inlinePaintings(svg)
    .replace(/url\('(#[^']*)'\)/g, "url($1)")
    .replace(/url\(&quot;(#.*?)&quot;\)/g, "url($1)")
    .replace(/<svg [^>]*>/, (root) => `${root}<title>${escapeXml(text)}</title>`);
  return readable.replace("<svg ", '<svg role="img" data-figure="chart" ');
}
