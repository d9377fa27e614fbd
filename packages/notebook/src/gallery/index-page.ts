import { escapeHtml } from "../display/escape.js";
import type { NotebookPage } from "./notebook-page.js";

/** Every notebook with its title, first picture and summary. */
export function indexMain(notebooks: readonly NotebookPage[]): string {
  const cards = notebooks.map(({ name, title, summary, picture }) => {
    const image =
      picture === undefined
        ? ""
        : `<div class="thumbnail">${picture.replace("<img", '<img loading="lazy"')}</div>`;
    // The whole card leads to the notebook, so links inside the summary would be links in a link.
    const words = summary.replace(/<\/?a\b[^>]*>/g, "");
    return `<li><a class="card" href="${encodeURI(name)}.html">${image}<h2>${escapeHtml(title)}</h2><p>${words}</p></a></li>`;
  });
  return `<h1>ConvKit notebooks</h1>
<p class="lead">The arithmetic of convolutional networks, computed, checked and drawn.</p>
<ul class="cards">${cards.join("\n")}</ul>`;
}
