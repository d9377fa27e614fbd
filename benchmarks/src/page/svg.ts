import { escapeXml, tag } from "../../../packages/plot/src/svg.js";
import { palettes } from "../../../packages/plot/src/theme.js";
import { allLooks, type Look } from "./looks.js";

export { tag };

const fonts = "system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif";

/** The class of what a look colours, by its colour. */
const nameOf = ({ light }: Look): string => `c${light.slice(1)}`;

/** Rules for one scheme: the page, its text and lines, and every look. */
function rules({ page, ink, faint }: typeof palettes.light, scheme: "light" | "dark"): string {
  const line = scheme === "light" ? "#DDDDDD" : "#363C44";
  return [
    `.page{fill:${page}}`,
    `text{fill:${ink}}`,
    `.faint{fill:${faint}}`,
    `.thin{stroke:${line}}`,
    `.limit{stroke:${faint}}`,
    `.hollow{fill:${page}}.open{fill:none;stroke:${ink}}`,
    `.halo{stroke:${page}}`,
    ...new Set(
      allLooks.map(
        (look) =>
          `.${nameOf(look)} .full{fill:${look[scheme]}}.${nameOf(look)} .hollow{stroke:${look[scheme]}}`,
      ),
    ),
  ].join("");
}

const style = [
  `text{font:12px ${fonts}}`,
  ".small{font-size:11px}.bold{font-weight:600}.head{font-size:13px;font-weight:600}.end{text-anchor:end}.middle{text-anchor:middle}",
  ".limit{stroke-dasharray:4 3}.hollow{stroke-width:1.8}.open{stroke-width:1.2}.halo{stroke-width:.8}",
  rules(palettes.light, "light"),
  `@media (prefers-color-scheme:dark){${rules(palettes.dark, "dark")}}`,
].join("");

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What a reader who does not see it should know. */
  readonly desc: string;
}

/** An SVG that follows the reader's colour scheme. */
export function picture({ width, height, title, desc }: Picture, ...body: string[]): string {
  const attributes = { xmlns: "http://www.w3.org/2000/svg", role: "img", viewBox: `0 0 ${width} ${height}` };
  return `${tag(
    "svg",
    { ...attributes, width, height },
    tag("title", {}, escapeXml(title)),
    tag("desc", {}, escapeXml(desc)),
    tag("style", {}, style),
    tag("rect", { class: "page", width: "100%", height: "100%" }),
    ...body,
  )}\n`;
}

export const text = (x: number, y: number, content: string, name = ""): string =>
  tag("text", { x, y, class: name === "" ? undefined : name }, escapeXml(content));

export const line = (x1: number, y1: number, x2: number, y2: number, name = "thin"): string =>
  tag("line", { x1, y1, x2, y2, class: name });

/** Gives `full` and `hollow` shapes the look's colour. */
export const coloured = (look: Look, ...content: string[]): string =>
  tag("g", { class: nameOf(look) }, ...content);

/** The mark of a look around a point. */
export function mark(look: Look, x: number, y: number): string {
  const path = (d: string, name: string): string =>
    tag("path", { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, d, class: name });
  const full = "full halo";
  switch (look.mark) {
    case "disc":
      return tag("circle", { cx: x, cy: y, r: look.main ? 6 : 4.2, class: full });
    case "ring":
      return tag("circle", { cx: x, cy: y, r: 4, class: "hollow" });
    case "circle":
      return tag("circle", { cx: x, cy: y, r: 8, class: "open" });
    case "tick":
      return path("M0-6v12", "hollow");
    case "square":
      return path("M-4-4h8v8h-8z", full);
    case "triangle":
      return path("M0-5 4.8 4h-9.6z", full);
    case "diamond":
      return path("M0-5 5 0 0 5-5 0z", "hollow");
    case "cross":
      return path("M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5", "hollow");
  }
}

/** About how wide a text of 12 pixels is. */
export const widthOf = (content: string): number => 7.2 * content.length;
