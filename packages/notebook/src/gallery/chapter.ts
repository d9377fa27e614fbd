import { escapeHtml } from "../display/escape.js";
import type { NotebookPage } from "./notebook-page.js";
import { page, type SitePage } from "./page.js";

/** A chapter's page, between its neighbours. */
export function chapterPage(
  notebooks: readonly NotebookPage[],
  at: number,
  site: readonly SitePage[],
): string {
  const chapter = notebooks[at];
  const { href, number, title, cells, live } = chapter;
  const kicker = number === undefined ? "" : `<p class="kicker">Chapter ${number}</p>\n`;
  return page({
    href,
    title: `${title} · ConvKit`,
    site,
    contents: contentsOf(notebooks, chapter),
    main: kicker + cells,
    before: labelled(notebooks[at - 1]) ?? { href: "index.html", label: "All chapters" },
    after: labelled(notebooks[at + 1]),
    scripts: [...live.scripts],
  });
}

const labelled = (chapter: NotebookPage | undefined): SitePage | undefined =>
  chapter && { href: chapter.href, label: chapter.title };

/** All chapters, and the sections of the one that is open. */
function contentsOf(notebooks: readonly NotebookPage[], present: NotebookPage): string {
  const sections = present.headings
    .filter(({ level }) => level === 2 || level === 3)
    .map(
      ({ level, text, anchor }) =>
        `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`,
    );
  const chapters = notebooks.map(({ href, number, title }) => {
    const label = `<span>${number ?? ""}</span> <span>${escapeHtml(title)}</span>`;
    if (href !== present.href) return `<li><a href="${encodeURI(href)}">${label}</a></li>`;
    const list = sections.length > 0 ? `<ol>${sections.join("")}</ol>` : "";
    return `<li><a href="#main" aria-current="page">${label}</a>${list}</li>`;
  });
  return `<details class="contents" open><summary>Contents</summary><nav aria-label="Contents"><ol class="book">${chapters.join("")}</ol></nav></details>`;
}
