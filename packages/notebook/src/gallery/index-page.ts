import { escapeHtml } from "../display/escape.js";
import type { NotebookPage } from "./notebook-page.js";
import type { SitePage } from "./page.js";

/** The book's table of contents: every chapter with its summary, first picture and sections, then the other parts. */
export function indexMain(notebooks: readonly NotebookPage[], others: readonly OtherPart[]): string {
  const chapters = notebooks.map(({ href, number = "", title, summary, picture, headings }) => {
    const link = encodeURI(href);
    const sections = headings
      .filter(({ level }) => level === 2)
      .map(({ text, anchor }) => `<li><a href="${link}#${anchor}">${escapeHtml(text)}</a></li>`);
    const list = sections.length > 0 ? `<ul class="sections">${sections.join("")}</ul>` : "";
    const image =
      picture === undefined
        ? ""
        : `<div class="thumbnail">${picture.replace("<img", '<img loading="lazy"')}</div>`;
    return `<li><span class="number">${number}</span><div><h2><a href="${link}">${escapeHtml(title)}</a></h2><p>${summary}</p>${list}</div>${image}</li>`;
  });
  const also = others.map(
    ({ href, label, words }) =>
      `<li><a href="${encodeURI(href)}"><strong>${escapeHtml(label)}</strong><span>${escapeHtml(words)}</span></a></li>`,
  );
  return `<h1>ConvKit</h1>
<p class="lead">The arithmetic of convolutional networks, computed, checked and drawn. Every chapter is a notebook; what it says about convolutions, its cells have computed.</p>
<nav aria-label="Chapters"><ol class="chapters">${chapters.join("\n")}</ol></nav>
${also.length > 0 ? `<ul class="also">${also.join("")}</ul>` : ""}`;
}

/** A part of the book beside its chapters, with a line about it. */
export interface OtherPart extends SitePage {
  words: string;
}
