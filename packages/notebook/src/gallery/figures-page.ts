import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { escapeHtml } from "../display/escape.js";
import { names as settingOrder } from "../figures/parse-setting.js";
import { highlight } from "./code.js";
import type { Folder } from "./folder.js";
import { linkNames, type Names } from "./names.js";
import { attribute, element } from "./svg-words.js";
import { texCaption } from "./tex-caption.js";

// Ending → what it is called.
const forms = {
  ".svg": "svg",
  "-sheet.svg": "sheet",
  "-animated.svg": "animated",
  ".png": "png",
  ".gif": "gif",
  ".apng": "apng",
  ".plotly.json": "plotly",
} as const;
const endings = [".svg", ".png", ".gif", ".apng", ".json"];

/** A figure of the folder, as its SVG tells. */
export interface FigureEntry {
  name: string;
  title: string;
  desc: string;
  /** The function that draws it, and the setting it is given. */
  figure?: string;
  setting?: Record<string, unknown>;
  /** In pixels, so that pages keep its place. */
  size: string;
  /** Files in the folder, and what they are. */
  files: [file: string, form: string][];
}

/** The files of a folder of figures, by path in the gallery. */
export function figureFiles(folder: string): Folder {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter(
    (name) => endings.includes(extname(name)) && (extname(name) !== ".json" || name.endsWith(".plotly.json")),
  );
  return new Map(names.sort().map((name) => [`figures/${name}`, readFileSync(join(folder, name))]));
}

/** Each figure once, by name. */
export function figureEntries(files: Folder): FigureEntry[] {
  const names = [...files.keys()].map((path) => path.slice("figures/".length));
  const bases = names
    .filter((name) => name.endsWith(".svg") && !/-(sheet|animated)\.svg$/.test(name))
    .map((name) => name.slice(0, -".svg".length));
  return bases.map((name) => {
    const svg = Buffer.from(files.get(`figures/${name}.svg`) as Uint8Array).toString("utf8");
    const root = /<svg\b(?:"[^"]*"|'[^']*'|[^>"'])*>/.exec(svg)?.[0] ?? "";
    const title = element(svg, "title") ?? name;
    const setting = attribute(root, "data-setting");
    return {
      name,
      title,
      desc: element(svg, "desc") ?? title,
      size: ["width", "height"]
        .map((side) => ` ${side}="${Number.parseFloat(attribute(root, side) ?? "")}"`)
        .filter((text) => !text.includes("NaN"))
        .join(""),
      figure: attribute(root, "data-figure"),
      setting: parameters(setting),
      files: Object.entries(forms)
        .map(([ending, form]): [string, string] => [name + ending, form])
        .filter(([file]) => names.includes(file)),
    };
  });
}

/** Every figure with its words, parameters, the call that makes it, its caption in TeX, and its files. */
export function figuresMain(figures: readonly FigureEntry[], names: Names): string {
  return `<h1>Figures</h1>
<p class="lead">Each is a function of the numbers beside it; other numbers draw other figures.</p>
<ul class="figures">${figures.map((figure) => item(figure, names)).join("\n")}</ul>`;
}

function item({ name, title, desc, size, figure, setting, files }: FigureEntry, names: Names): string {
  const links = files.map(([file, form]) => `<a href="figures/${encodeURI(file)}">${form}</a>`);
  const call = figure && setting && `${figure}(${literal(setting)})`;
  const code = (source: string, language: string): string =>
    `<pre class="code"><code>${linkNames(highlight(source, language), names)}</code></pre>`;
  const numbers = Object.entries(setting ?? {}).map(
    ([key, value]) => `<dt>${escapeHtml(key)}</dt><dd>${escapeHtml(literal(value))}</dd>`,
  );
  return `<li id="${escapeHtml(name)}"><h2>${escapeHtml(name)}<a class="anchor" href="#${encodeURI(name)}" aria-label="Link to this figure">#</a></h2>
<p>${escapeHtml(title)}</p>
<figure><img loading="lazy" alt="${escapeHtml(desc)}"${size} src="figures/${encodeURI(name)}.svg">
<figcaption>${numbers.length > 0 ? `<dl>${numbers.join("")}</dl>` : ""}<p class="forms">${links.join(" ")}</p></figcaption></figure>
${call ? code(call, "typescript") : ""}
<details class="folded"><summary>Caption in TeX</summary>${code(String.raw`\caption{${texCaption(desc)}}`, "latex")}</details></li>`;
}

/** In the order in which one says them; none where a picture by others has something else there. */
function parameters(json: string | undefined): Record<string, unknown> | undefined {
  try {
    const given = JSON.parse(json ?? "null") ?? undefined;
    if (typeof given !== "object") return undefined;
    const order = [...new Set([...settingOrder, ...Object.keys(given)])];
    return Object.fromEntries(order.filter((name) => name in given).map((name) => [name, given[name]]));
  } catch {
    return undefined;
  }
}

/** A value as one writes it: names without quotes, spaces where they belong. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(
    ([key, item]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}: ${literal(item)}`,
  );
  return `{ ${pairs.join(", ")} }`;
}
