import { escapeHtml } from "../../display/escape.js";
import { highlight } from "../code.js";
import { linkNames, type Names } from "../names.js";
import { type ProseContext, prose } from "../prose.js";
import type { ApiEntry } from "./entry.js";
import type { ApiModule, ApiPackage } from "./read.js";

/** "@convkit/conv" → "api-conv.html" */
export const apiHref = (name: string): string => `api-${short(name)}.html`;

/** Specifier → name → its place in the reference. */
export function referenceNames(packages: readonly ApiPackage[]): Map<string, Map<string, string>> {
  const modules = packages.flatMap(({ name, modules }) => modules.map((module) => ({ name, module })));
  return new Map(
    modules.map(({ name, module }) => [
      module.specifier,
      new Map(
        module.entries.map((entry) => [entry.name, `${apiHref(name)}#${anchorOf(name, module, entry)}`]),
      ),
    ]),
  );
}

/** All packages with their names. */
export function apiIndex(packages: readonly ApiPackage[]): string {
  const names = referenceNames(packages);
  const sections = packages.map(({ name, description, modules }) => {
    const lists = modules.map(({ specifier, entries }) => {
      const rows = parts.map((part) => {
        const links = entries
          .filter(({ kind }) => partOf(kind) === part)
          .map(
            (entry) =>
              `<a href="${names.get(specifier)!.get(entry.name)}"><code>${escapeHtml(entry.name)}</code></a>`,
          );
        return links.length > 0 ? `<p class="names ${part}">${links.join(" ")}</p>` : "";
      });
      return `${modules.length > 1 ? `<h3>${escapeHtml(specifier)}</h3>` : ""}${rows.join("")}`;
    });
    return `<h2 id="${short(name)}"><a href="${apiHref(name)}">${escapeHtml(name)}</a></h2><p>${escapeHtml(description)}</p>${lists.join("")}`;
  });
  return `<h1>Reference</h1>
<p class="lead">Every public name, from its docstring.</p>
${sections.join("\n")}`;
}

/** One package: its contents beside the text, and every name with what it takes, gives and throws. */
export function apiPage(
  api: ApiPackage,
  all: ReadonlyMap<string, Names>,
  context: ProseContext,
): { contents: string; main: string } {
  // A name means its own package's first; what other packages call so comes after.
  const own = api.modules.map(({ specifier }) => all.get(specifier)!);
  const names: Names = new Map([...all.values(), ...own].flatMap((map) => [...map]));
  const groups = api.modules.map((module) => moduleHtml(api, module, names, context));
  return {
    contents: `<details class="contents" open><summary>Contents</summary><nav aria-label="Names">${groups.map(({ contents }) => contents).join("")}</nav></details>`,
    main: `<p class="kicker">Reference</p>\n<h1>${escapeHtml(api.name)}</h1>\n<p class="lead">${escapeHtml(api.description)}</p>\n${groups.map(({ main }) => main).join("\n")}`,
  };
}

const parts = ["call", "type"] as const;
const partOf = (kind: ApiEntry["kind"]): (typeof parts)[number] =>
  kind === "type" || kind === "class" ? "type" : "call";
const headings = { call: "Functions and values", type: "Classes and types" } as const;

function moduleHtml(
  api: ApiPackage,
  module: ApiModule,
  names: Names,
  context: ProseContext,
): { contents: string; main: string } {
  const shown = parts
    .map((part) => ({ part, entries: module.entries.filter(({ kind }) => partOf(kind) === part) }))
    .filter(({ entries }) => entries.length > 0);
  const title = (part: "call" | "type"): string =>
    api.modules.length > 1 ? `${module.specifier}: ${headings[part].toLowerCase()}` : headings[part];
  return {
    contents: shown
      .map(({ part, entries }) => {
        const items = entries.map(
          (entry) =>
            `<li><a href="#${anchorOf(api.name, module, entry)}"><code>${escapeHtml(entry.name)}</code></a></li>`,
        );
        return `<strong>${escapeHtml(title(part))}</strong><ol>${items.join("")}</ol>`;
      })
      .join(""),
    main: shown
      .map(
        ({ part, entries }) =>
          `<h2>${escapeHtml(title(part))}</h2>\n${entries.map((entry) => entryHtml(entry, anchorOf(api.name, module, entry), names, context)).join("\n")}`,
      )
      .join("\n"),
  };
}

function entryHtml(entry: ApiEntry, anchor: string, names: Names, context: ProseContext): string {
  // A signature need not link to itself.
  const others = new Map([...names].filter(([name]) => name !== entry.name));
  const code = (source: string, kind = ""): string =>
    `<pre class="code${kind}"><code>${linkNames(highlight(source, "typescript"), others)}</code></pre>`;
  const words = (text: string): string => linkCode(prose(text, { ...context, headings: [] }), others);
  const examples = entry.tags.filter(({ tag }) => tag === "example");
  const rows = entry.tags
    .filter(({ tag }) => tag !== "example")
    .map(({ tag, name, text }) => {
      const term = name === undefined ? escapeHtml(tag) : `<code>${escapeHtml(name)}</code>`;
      return `<dt>${term}</dt><dd>${words(text)}</dd>`;
    });
  return `<section class="entry" id="${anchor}"><h3>${escapeHtml(entry.name)}<a class="anchor" href="#${anchor}" aria-label="Link to ${escapeHtml(entry.name)}">#</a></h3>
${code(entry.signatures.join("\n"))}
${words(entry.text)}${rows.length > 0 ? `<dl>${rows.join("")}</dl>` : ""}${examples.map(({ text }) => code(text, " example")).join("")}</section>`;
}

/** Links names of the reference that prose sets in code, and errors however they are set. */
const linkCode = (html: string, names: Names): string =>
  html.replace(/<code>([\w.]+)(\(\))?<\/code>|\b[A-Z]\w*Error\b/g, (piece, name = piece) => {
    const href = names.get(name);
    return href === undefined ? piece : `<a href="${href}">${piece}</a>`;
  });

const short = (name: string): string => name.replace(/^@convkit\//, "").replace(/[^\w-]/g, "-");

/** Names of a subpath carry it: "static.chartSvg". */
function anchorOf(name: string, { specifier }: ApiModule, entry: ApiEntry): string {
  const subpath = specifier.slice(name.length + 1).replaceAll("/", ".");
  return subpath === "" ? entry.name : `${subpath}.${entry.name}`;
}
