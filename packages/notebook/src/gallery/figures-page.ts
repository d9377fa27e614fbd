import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { escapeHtml, unescapeHtml } from "../display/escape.js";
import type { Folder } from "./folder.js";

const endings = [".svg", ".png", ".gif", ".apng"];

/** The pictures of a folder, by path in the gallery. */
export function figureFiles(folder: string): Folder {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => endings.includes(extname(name)));
  return new Map(names.sort().map((name) => [`figures/${name}`, readFileSync(join(folder, name))]));
}

/** Each figure once, with its words and links to its other forms. */
export function figuresMain(files: Folder): string {
  const names = [...files.keys()].map((path) => path.slice("figures/".length));
  const bases = names
    .filter((name) => /\.svg$/.test(name) && !/-(sheet|animated)\.svg$/.test(name))
    .map((n) => n.slice(0, -4));
  const items = bases.map((base) => {
    const svg = Buffer.from(files.get(`figures/${base}.svg`) as Uint8Array).toString("utf8");
    const title = element(svg, "title") ?? base;
    const forms = ["-sheet.svg", "-animated.svg", ".svg", ".png", ".gif", ".apng"]
      .filter((form) => names.includes(base + form))
      .map(
        (form) =>
          `<a href="figures/${encodeURI(base + form)}">${form.replace(/^-|^\.|\.svg$/g, "") || "svg"}</a>`,
      );
    return `<li id="${escapeHtml(base)}"><figure><img loading="lazy" alt="${escapeHtml(element(svg, "desc") ?? title)}" src="figures/${encodeURI(base)}.svg">
<figcaption><h2>${escapeHtml(base)}</h2><p>${escapeHtml(title)}</p><p class="forms">${forms.join(" ")}</p></figcaption></figure></li>`;
  });
  return `<h1>Figures</h1>\n<ul class="figures">${items.join("\n")}</ul>`;
}

const element = (svg: string, name: string): string | undefined => {
  const text = new RegExp(`<${name}\\b[^>]*>([^<]*)</${name}>`).exec(svg)?.[1];
  return text === undefined ? undefined : unescapeHtml(text);
};
