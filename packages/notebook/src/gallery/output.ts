import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "../display/escape.js";
import { picture } from "../display/picture.js";
import type { MimeBundle, Output } from "../notebook-file/notebook.js";
import { chartHtml } from "./chart.js";
import { drawLive, drawStill, findDrawing } from "./drawings.js";
import { type ProseContext, prose } from "./prose.js";
import { sanitise } from "./sanitise.js";

/** One output of a cell as safe HTML; empty where there is nothing to see. */
export function outputHtml(output: Output, context: ProseContext): string {
  if (output.output_type === "stream") return text(output.text, output.name);
  if (output.output_type === "error") {
    const trace = output.traceback.join("\n");
    return text(
      trace.includes(output.evalue) ? trace : `${output.ename}: ${output.evalue}\n${trace}`,
      "error",
    );
  }
  const inner = live(output.data, context) ?? richest(output.data, context);
  return inner === "" ? "" : `<div class="result">${inner}</div>`;
}

/** The first picture among outputs, as `<img>`; of a diagram its first frame. */
export function firstPicture(outputs: readonly Output[], context: ProseContext): string | undefined {
  for (const output of outputs) {
    const drawing = "data" in output ? findDrawing(String(output.data["text/html"] ?? "")) : undefined;
    if (drawing) return String(picture(drawStill(drawing))["text/html"]);
    const image = /<img\b[^>]*>/.exec(outputHtml(output, { ...context, live: undefined }))?.[0];
    if (image !== undefined) return image;
  }
  return undefined;
}

/** Diagrams and charts as the page brings them to life, drawn by us from their data. */
function live(data: MimeBundle, context: ProseContext): string | undefined {
  if (context.live === undefined) return undefined;
  const html = String(data["text/html"] ?? "");
  const drawing = findDrawing(html);
  if (drawing) {
    const drawn = drawLive(drawing);
    if (drawn.script !== undefined) context.live.scripts.add(drawn.script);
    return sanitise(html.slice(0, drawing.start)) + drawn.html;
  }
  const chart = data["application/vnd.plotly.v1+json"];
  if (chart === undefined || !context.live.plotly) return undefined;
  context.live.charts = true;
  return chartHtml(richest(data, context), chart);
}

function richest(data: MimeBundle, context: ProseContext): string {
  const get = (mime: string): string | undefined =>
    typeof data[mime] === "string" ? (data[mime] as string) : undefined;
  const html = sanitise(get("text/html") ?? "").trim();
  if (html !== "") return html;
  const svg = get("image/svg+xml");
  if (svg !== undefined) return String(picture(svg)["text/html"]);
  const png = get("image/png")?.replace(/\s/g, "");
  if (png !== undefined && /^[A-Za-z0-9+/=]+$/.test(png)) {
    return `<img alt="${escapeHtml(get("text/plain") ?? "picture")}" src="data:image/png;base64,${png}">`;
  }
  const written = get("text/latex") ?? get("text/markdown");
  if (written !== undefined) return prose(written, { ...context, headings: [] });
  const plain = get("text/plain");
  return plain === undefined ? "" : text(plain, "stdout");
}

const text = (content: string, kind: "stdout" | "stderr" | "error"): string =>
  content.trim() === ""
    ? ""
    : `<pre class="${kind}">${escapeHtml(stripVTControlCharacters(content).replace(/\n+$/, ""))}</pre>`;
