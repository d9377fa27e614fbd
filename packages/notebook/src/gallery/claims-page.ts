import type { Claim } from "../claims/ledger.js";
import { escapeHtml } from "../display/escape.js";
import { type NotebookPage, verdictMark } from "./notebook-page.js";

/** Every claim, the verdict of the cell that checks it, and the way there. */
export function claimsMain(claims: readonly Claim[], notebooks: readonly NotebookPage[]): string {
  const rows = claims.map(({ id, text, status }) => {
    const carriers = notebooks.flatMap((notebook) => {
      const carried = notebook.claims.get(id);
      return carried === undefined ? [] : [{ ...carried, notebook }];
    });
    const verdict = carriers.find((carrier) => carrier.verdict !== undefined)?.verdict;
    const links = carriers.map(
      ({ notebook, anchor }) =>
        `<a href="${encodeURI(notebook.name)}.html#${encodeURI(anchor)}">${escapeHtml(notebook.name)}</a>`,
    );
    return `<tr id="${escapeHtml(id)}"><td><code>${escapeHtml(id)}</code></td><td>${escapeHtml(text)}</td><td>${verdict === undefined ? status : verdictMark(verdict)}</td><td>${links.join(", ") || "–"}</td></tr>`;
  });
  return `<h1>Claims</h1>
<p class="lead">What the notes say, and what the computation says about it.</p>
<div class="wide"><table class="ledger"><thead><tr><th>Claim</th><th>What it says</th><th>Verdict</th><th>Checked in</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}
