import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { OptionError } from "@convkit/tensor";
import { type Claim, readLedger } from "../claims/ledger.js";
import { escapeHtml } from "../display/escape.js";
import { notebooksIn } from "../files/workspace.js";
import type { Notebook } from "../notebook-file/notebook.js";
import { readNotebook } from "../notebook-file/read.js";
import { assets } from "./assets.js";
import { claimsMain } from "./claims-page.js";
import { figureFiles, figuresMain } from "./figures-page.js";
import { type Folder, writeFolder } from "./folder.js";
import { indexMain } from "./index-page.js";
import { type NotebookPage, notebookPage } from "./notebook-page.js";
import { page, siteLinks } from "./page.js";

export interface GalleryReport {
  out: string;
  notebooks: number;
  figures: number;
  bytes: number;
  /** TeX that does not parse, pictures that are missing: "03-pooling: …". */
  problems: string[];
}

/**
 * Writes the gallery of a workspace: its notebooks (executed copies of the same cells where there are some),
 * figures and claims as one folder of pages that need no network and no script.
 * @param root the workspace: holds notebooks/, and build/notebooks/, figures/, notebooks/claims.json if they exist
 * @throws OptionError if there are no notebooks, or `out` holds something else
 */
export function buildGallery(root: string, out: string): GalleryReport {
  const folder = join(root, "notebooks");
  const notebooks = notebookNames(folder).map((name) =>
    notebookPage(name, newest(root, name), { folder, root }),
  );
  const figures = figureFiles(join(root, "figures"));
  const ledger = join(folder, "claims.json");
  const claims = existsSync(ledger) ? readLedger(ledger) : [];
  const files: Folder = new Map([...pages(notebooks, figures, claims), ...assets(), ...figures]);
  writeFolder(out, files);
  return {
    out,
    notebooks: notebooks.length,
    figures: figures.size,
    bytes: [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0),
    problems: notebooks.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`)),
  };
}

function pages(notebooks: NotebookPage[], figures: Folder, claims: Claim[]): Folder {
  const site = [
    { href: "index.html", label: "Notebooks" },
    ...(figures.size > 0 ? [{ href: "figures.html", label: "Figures" }] : []),
    ...(claims.length > 0 ? [{ href: "claims.html", label: "Claims" }] : []),
  ];
  const list = (href: string, title: string, main: string): [string, string] => [
    href,
    page({ title, navigation: siteLinks(href, site), main: `<div class="list">${main}</div>` }),
  ];
  const files: Folder = new Map([list("index.html", "ConvKit notebooks", indexMain(notebooks))]);
  if (figures.size > 0) files.set(...list("figures.html", "ConvKit figures", figuresMain(figures)));
  if (claims.length > 0) files.set(...list("claims.html", "ConvKit claims", claimsMain(claims, notebooks)));
  notebooks.forEach(({ name, title, contents, cells }, i) => {
    const steps = `<span class="steps">${step(notebooks[i - 1], "prev")}${step(notebooks[i + 1], "next")}</span>`;
    const main = `${cells}\n<nav class="bar end">${steps}</nav>`;
    const navigation = siteLinks(`${name}.html`, site) + steps;
    files.set(`${name}.html`, page({ title: `${title} · ConvKit`, navigation, contents, main }));
  });
  return files;
}

const step = (to: NotebookPage | undefined, way: "prev" | "next"): string =>
  to === undefined
    ? ""
    : `<a rel="${way}" href="${encodeURI(to.name)}.html">${way === "prev" ? "← " : ""}${escapeHtml(to.title)}${way === "next" ? " →" : ""}</a>`;

function notebookNames(folder: string): string[] {
  const names = notebooksIn(folder).map((path) => basename(path, ".ipynb"));
  if (names.length > 0) return names;
  throw new OptionError({
    operation: "convkit gallery",
    argument: folder,
    found: "holds no notebooks",
    expected: "at least one .ipynb file is needed",
  });
}

/** The copy a run left in build/notebooks/, unless the notebook was edited since. */
function newest(root: string, name: string): Notebook {
  const committed = readNotebook(join(root, "notebooks", `${name}.ipynb`));
  const path = join(root, "build", "notebooks", `${name}.ipynb`);
  if (!existsSync(path)) return committed;
  const executed = readNotebook(path);
  const sources = ({ cells }: Notebook): string => JSON.stringify(cells.map((cell) => cell.source));
  return sources(executed) === sources(committed) ? executed : committed;
}
