import type { Claim } from "../claims/ledger.js";
import { escapeHtml } from "../display/escape.js";
import { type NotebookPage, verdictMark } from "./notebook-page.js";

/** Every claim by chapter, with the verdict of the cell that checks it, and the way there. */
export function claimsMain(claims: readonly Claim[], notebooks: readonly NotebookPage[]): string {
  const chapters = [...new Set(claims.map(({ notebook }) => notebook))].sort();
  const groups = chapters.map((name) => {
    const chapter = notebooks.find((notebook) => notebook.name === name);
    const head = chapter
      ? `<a href="${encodeURI(chapter.href)}">${escapeHtml(chapter.title)}</a>`
      : escapeHtml(name);
    const rows = claims.filter(({ notebook }) => notebook === name).map((claim) => row(claim, notebooks));
    return `<tbody><tr class="of"><th colspan="4" scope="rowgroup">${head}</th></tr>\n${rows.join("\n")}</tbody>`;
  });
  return `<h1>Claims</h1>
<p class="lead">What the notes say, and what the computation says about it. ${count(claims)}</p>
<div class="scroll"><table class="ledger"><thead><tr><th>Claim</th><th>What it says</th><th>Verdict</th><th>Checked in</th></tr></thead>
${groups.join("\n")}</table></div>`;
}

function row({ id, text, status }: Claim, notebooks: readonly NotebookPage[]): string {
  const carriers = notebooks.flatMap((notebook) => {
    const carried = notebook.claims.get(id);
    return carried === undefined
      ? []
      : [{ ...carried, notebook, href: `${encodeURI(notebook.href)}#${encodeURI(carried.anchor)}` }];
  });
  const verdict = carriers.find((carrier) => carrier.verdict !== undefined)?.verdict;
  const links = carriers.map(({ notebook, href }) => `<a href="${href}">${escapeHtml(notebook.name)}</a>`);
  const code = `<code>${escapeHtml(id)}</code>`;
  const name = carriers.length > 0 ? `<a href="${carriers[0].href}">${code}</a>` : code;
  return `<tr id="${escapeHtml(id)}"><td>${name}</td><td>${escapeHtml(text)}</td><td>${verdict === undefined ? status : verdictMark(verdict)}</td><td>${links.join(", ") || "–"}</td></tr>`;
}

function count(claims: readonly Claim[]): string {
  const carried = claims.filter(({ status }) => status === "carried").length;
  return `${carried} of ${claims.length} are checked so far.`;
}
