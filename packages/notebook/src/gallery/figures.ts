import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { type ChartFigure, type Figure, families } from "@convkit/plot";
import type { Folder } from "./folder.js";
import { attribute, element } from "./svg-words.js";

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

/** A figure of the folder: what its SVG says, and what the catalogue knows of it. */
export interface FigureEntry {
  name: string;
  /** The part of the catalogue that it belongs to. */
  family: string;
  title: string;
  desc: string;
  /** Width and height as attributes, so that pages keep its place. */
  size: string;
  known?: Figure | ChartFigure;
  /** A plotly figure, as JSON. */
  chart?: string;
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

/** Each figure once, in the catalogue's order; then what is not in it, by name. */
export function figureEntries(files: Folder): FigureEntry[] {
  const catalogue = Object.entries(families).flatMap(([family, figures]) =>
    Object.entries(figures).map(([name, known]) => ({ name, family, known })),
  );
  const listed = new Set(catalogue.map(({ name }) => name));
  const others = [...files.keys()]
    .filter((path) => path.endsWith(".svg") && !/-(sheet|animated)\.svg$/.test(path))
    .map((path) => path.slice("figures/".length, -".svg".length))
    .filter((name) => !listed.has(name))
    .map((name) => ({ name, family: "Others", known: undefined }));
  return [...catalogue, ...others]
    .filter(({ name }) => files.has(`figures/${name}.svg`))
    .map((figure) => ({ ...figure, ...said(figure.name, files) }));
}

function said(name: string, files: Folder): Omit<FigureEntry, "name" | "family" | "known"> {
  const svg = textOf(files.get(`figures/${name}.svg`)!);
  const root = /<svg\b(?:"[^"]*"|'[^']*'|[^>"'])*>/.exec(svg)?.[0] ?? "";
  const title = element(svg, "title") ?? name;
  const sides = ["width", "height"].map(
    (side) => [side, Number.parseFloat(attribute(root, side) ?? "")] as const,
  );
  const json = files.get(`figures/${name}.plotly.json`);
  return {
    title,
    desc: element(svg, "desc") ?? title,
    size: sides.map(([side, length]) => (length > 0 ? ` ${side}="${length}"` : "")).join(""),
    chart: json && textOf(json),
    files: Object.entries(forms)
      .map(([ending, form]): [string, string] => [name + ending, form])
      .filter(([file]) => files.has(`figures/${file}`)),
  };
}

const textOf = (content: string | Uint8Array): string =>
  typeof content === "string" ? content : Buffer.from(content).toString("utf8");
