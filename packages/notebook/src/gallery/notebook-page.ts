import { escapeHtml } from "../display/escape.js";
import type { Cell, Notebook } from "../notebook-file/notebook.js";
import { hasTag } from "../notebook-file/notebook.js";
import { highlight } from "./code.js";
import { importedNames, linkNames, type Names } from "./names.js";
import { firstPicture, outputHtml } from "./output.js";
import { type Heading, type Live, opening, type ProseContext, prose } from "./prose.js";

/** A notebook as a chapter of the gallery. */
export interface NotebookPage {
  /** File name without its ending. */
  name: string;
  href: string;
  /** Of the file name "03-pooling", as it is read: "3". */
  number?: string;
  title: string;
  /** HTML of the first paragraph. */
  summary: string;
  /** An `<img>`. */
  picture?: string;
  headings: Heading[];
  /** HTML of all cells. */
  cells: string;
  live: Live;
  /** Claim id → anchor of the cell that carries it, and its verdict. */
  claims: Map<string, { anchor: string; verdict?: string }>;
  problems: string[];
}

/** What chapters are made with. */
export interface Surroundings {
  /** Where relative images are looked for. */
  folder: string;
  /** Nothing outside this folder is read. */
  root: string;
  plotly: boolean;
  /** Specifier → its names in the reference. */
  reference: ReadonlyMap<string, Names>;
}

export function notebookPage(
  name: string,
  notebook: Notebook,
  { folder, root, plotly, reference }: Surroundings,
): NotebookPage {
  const live: Live = { plotly, scripts: new Set(), charts: false };
  const context: ProseContext = { folder, root, headings: [], live, problems: [] };
  const claims: NotebookPage["claims"] = new Map();
  const names = importedNames(
    notebook.cells.map(({ source }) => source),
    reference,
  );
  const cells = notebook.cells.map((cell, i) => {
    const anchor = `cell-${cell.id ?? i + 1}`;
    for (const id of cell.metadata.convkit?.claims ?? []) {
      claims.set(id, { anchor, verdict: cell.metadata.convkit?.verdicts?.[id] });
    }
    return cellHtml(cell, anchor, context, names);
  });
  const first = notebook.cells.find((cell) => cell.cell_type === "markdown");
  const { title = name, summary = "" } = first === undefined ? {} : opening(first.source, context);
  const outputs = notebook.cells.flatMap((cell) => cell.outputs ?? []);
  return {
    name,
    href: `${name}.html`,
    number: /^0*(\d+)-/.exec(name)?.[1],
    title,
    summary,
    picture: firstPicture(outputs, { ...context, problems: [] }),
    headings: context.headings,
    cells: cells.join("\n"),
    live,
    claims,
    problems: context.problems,
  };
}

function cellHtml(cell: Cell, anchor: string, context: ProseContext, names: Names): string {
  if (cell.cell_type === "markdown") {
    const { attachments } = cell as { attachments?: ProseContext["attachments"] };
    const own = { ...context, attachments };
    return `<section class="prose" id="${escapeHtml(anchor)}">${prose(cell.source, own)}</section>`;
  }
  if (cell.cell_type !== "code" || cell.source.trim() === "") return "";
  const outputs = (cell.outputs ?? []).map((output) => outputHtml(output, context)).join("");
  const measured = hasTag(cell, "measured")
    ? '<p class="note">Measured: these numbers differ from run to run.</p>'
    : "";
  const code = `<pre class="code"><code>${linkNames(highlight(cell.source, "typescript"), names)}</code></pre>`;
  const fold = foldOf(cell);
  if (fold !== "Imports") context.headings.at(-1)?.body.push(cell.source);
  const shown = outputs === "" ? "" : `<div class="outputs">${outputs}${measured}</div>`;
  return [
    `<section class="cell" id="${escapeHtml(anchor)}">`,
    `<a class="anchor" href="#${encodeURI(anchor)}" aria-label="Link to this cell">#</a>${claimMarks(cell)}`,
    fold === undefined ? code : `<details class="folded"><summary>${fold}</summary>${code}`,
    fold === "Solutions" ? `${shown}</details>` : fold === undefined ? shown : `</details>${shown}`,
    "</section>",
  ].join("");
}

/** What is not part of the argument is folded: solutions, hidden sources, imports. */
function foldOf(cell: Cell): string | undefined {
  if (hasTag(cell, "solution")) return "Solutions";
  if ((cell.metadata.jupyter as { source_hidden?: boolean } | undefined)?.source_hidden) return "Code";
  return /^(?:\s*import\b[^;]*;)+\s*$/.test(cell.source) ? "Imports" : undefined;
}

function claimMarks({ metadata }: Cell): string {
  const ids = metadata.convkit?.claims ?? [];
  if (ids.length === 0) return "";
  const marks = ids.map((id) => {
    const verdict = metadata.convkit?.verdicts?.[id];
    const link = `<a href="claims.html#${encodeURI(id)}">${escapeHtml(id)}</a>`;
    return `<span class="claim">${link}${verdict === undefined ? "" : ` ${verdictMark(verdict)}`}</span>`;
  });
  return `<p class="claims">${marks.join("")}</p>`;
}

const signs: Record<string, string> = { true: "✓", false: "✗", conditional: "◐", depends: "≈" };

/** A verdict with its sign, so that colour is never alone. */
export const verdictMark = (verdict: string): string =>
  `<span class="verdict ${escapeHtml(verdict)}">${signs[verdict] ?? ""} ${escapeHtml(verdict)}</span>`;
