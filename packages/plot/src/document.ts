import type { Defs } from "./defs.js";
import { canonicalJson, escapeXml, tag, translate } from "./svg.js";
import { plain } from "./text/grammar.js";
import { type Palette, schemeStyle, type Theme } from "./theme.js";

/** Space around a drawing. */
export const margin = 16;

/** What an SVG says about itself, and the size of what it shows. */
export interface Page {
  /** The function that drew it. */
  figure: string;
  setting: object;
  theme: Theme;
  /** Labels in the grammar of `parse`. */
  title: string;
  desc: string;
  width: number;
  height: number;
  /** How far the body reaches above its origin. */
  top?: number;
  /** Style rules beside those of the theme. */
  style?: string;
}

/** The SVG document of a body, with margins; style sheets only where theme or movement need one. */
export function documentOf(defs: Defs, palette: Palette, page: Page, body: string): string {
  const { figure, setting, theme, title, desc, top = 0, style = "" } = page;
  const { prefix } = defs;
  const css = (theme === "auto" ? schemeStyle(prefix) : "") + style;
  const [width, height] = [page.width, page.height].map((extent) => Math.ceil(extent + 2 * margin));
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    id: prefix,
    role: "img",
    "aria-labelledby": `${prefix}.title ${prefix}.desc`,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "data-figure": figure,
    "data-setting": canonicalJson(setting),
  };
  const paper = { width: "100%", height: "100%", fill: palette.page, class: defs.className("page") };
  const ink = { fill: palette.ink, class: defs.className("ink") };
  return tag(
    "svg",
    attributes,
    tag("title", { id: `${prefix}.title` }, escapeXml(plain(title))),
    tag("desc", { id: `${prefix}.desc` }, escapeXml(plain(desc))),
    css && tag("style", {}, css),
    defs.toString(),
    tag("rect", paper),
    tag("g", { transform: translate(margin, margin + top), ...ink }, body),
  );
}
