import { escapeHtml } from "../display/escape.js";
import type { Cell, Notebook } from "../notebook-file/notebook.js";
import { hasTag } from "../notebook-file/notebook.js";
import { highlight } from "./code.js";
import { firstPicture, outputHtml } from "./output.js";
import { opening, type ProseContext, prose } from "./prose.js";

/** A notebook as the gallery shows it. */
export interface NotebookPage {
  /** File name without its ending. */
  name: string;
  title: string;
  /** HTML of the first paragraph. */
  summary: string;
  /** An `<img>`. */
  picture?: string;
  /** HTML of the table of contents. */
  contents: string;
  /** HTML of all cells. */
  cells: string;
  /** Claim id → anchor of the cell that carries it, and its verdict. */
  claims: Map<string, { anchor: string; verdict?: string }>;
  problems: string[];
}

export function notebookPage(
  name: string,
  notebook: Notebook,
  place: { folder: string; root: string },
): NotebookPage {
  const context: ProseContext = { ...place, headings: [], problems: [] };
  const claims: NotebookPage["claims"] = new Map();
  const cells = notebook.cells.map((cell, i) => {
    const anchor = `cell-${cell.id ?? i + 1}`;
    for (const id of cell.metadata.convkit?.claims ?? []) {
      claims.set(id, { anchor, verdict: cell.metadata.convkit?.verdicts?.[id] });
    }
    return cellHtml(cell, anchor, context);
  });
  const first = notebook.cells.find((cell) => cell.cell_type === "markdown");
  const { title = name, summary = "" } = first === undefined ? {} : opening(first.source, context);
  return {
    name,
    title,
    summary,
    picture: firstPicture(
      notebook.cells.flatMap((cell) => cell.outputs ?? []),
      { ...context, problems: [] },
    ),
    contents: contentsOf(context),
    cells: cells.join("\n"),
    claims,
    problems: context.problems,
  };
}

function cellHtml(cell: Cell, anchor: string, context: ProseContext): string {
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
  return [
    `<section class="cell" id="${escapeHtml(anchor)}">${claimMarks(cell)}`,
    `<pre class="code"><code>${highlight(cell.source, "typescript")}</code></pre>`,
    outputs === "" ? "" : `<div class="outputs">${outputs}${measured}</div>`,
    "</section>",
  ].join("");
}

function claimMarks({ metadata }: Cell): string {
  const ids = metadata.convkit?.claims ?? [];
  if (ids.length === 0) return "";
  const marks = ids.map((id) => {
    const verdict = metadata.convkit?.verdicts?.[id];
    return `<span class="claim">${escapeHtml(id)}${verdict === undefined ? "" : ` ${verdictMark(verdict)}`}</span>`;
  });
  return `<p class="claims">${marks.join(" ")}</p>`;
}

const signs: Record<string, string> = { true: "✓", false: "✗", conditional: "◐", depends: "≈" };

/** A verdict with its sign, so that colour is never alone. */
export const verdictMark = (verdict: string): string =>
  `<span class="verdict ${escapeHtml(verdict)}">${signs[verdict] ?? ""} ${escapeHtml(verdict)}</span>`;

function contentsOf({ headings }: ProseContext): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`,
  );
  return `<details class="contents" open><summary>Contents</summary><ol>${items.join("")}</ol></details>`;
}
