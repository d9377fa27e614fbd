import { createHash } from "node:crypto";
import { escapeHtml } from "../display/escape.js";

export interface SitePage {
  href: string;
  label: string;
}

export interface PageParts {
  href: string;
  title: string;
  /** The gallery's own pages, for the bar. */
  site: readonly SitePage[];
  main: string;
  /** HTML beside the text. */
  contents?: string;
  /** Lists take the whole width. */
  wide?: boolean;
  before?: SitePage;
  after?: SitePage;
  /** Scripts of this page alone, by us: they run. */
  scripts?: readonly string[];
}

/** Stands in every page; a folder without it is never replaced. */
export const generator = "convkit gallery";

/**
 * A whole page. Its policy allows no request beyond the folder, and only scripts that carry the page's nonce: a
 * hash of the page, which nothing in the page can hold. From `file://` browsers disagree about 'self' in
 * script-src; nonces mean the same in all of them.
 */
export function page(parts: PageParts): string {
  const { href, title, site, main, contents = "", wide = false, before, after, scripts = [] } = parts;
  const nonce = createHash("sha256")
    .update([title, main, contents, ...scripts].join("\0"))
    .digest("base64url");
  const kind = contents !== "" ? " beside" : wide ? " wide" : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${generator}">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy(nonce)}">
<title>${escapeHtml(title)}</title>
<script nonce="${nonce}" src="theme.js"></script>
<link rel="stylesheet" href="katex.css">
<link rel="stylesheet" href="style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="bar">
<a class="home" href="index.html">ConvKit</a>
<nav aria-label="Gallery">${siteLinks(href, site)}</nav>
<div class="tools">${turn(before, "prev")}${turn(after, "next")}${tools}</div>
</header>
<div class="frame${kind}">
${contents}
<main id="main" tabindex="-1">
${main}
${turns(before, after)}
</main>
</div>
<footer class="foot"><span class="keys">Keys: <kbd>←</kbd> <kbd>→</kbd> chapters, <kbd>/</kbd> search, <kbd>Esc</kbd> close.</span></footer>
${searchBox}
${scripts.map((script) => `<script nonce="${nonce}">${script}</script>\n`).join("")}<script nonce="${nonce}" src="gallery.js"></script>
</body>
</html>
`;
}

// Firefox does not count a file's neighbours as 'self', hence file:.
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "style-src 'self' file: 'unsafe-inline'",
    "font-src 'self' file:",
    "img-src 'self' file: data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

function siteLinks(present: string, site: readonly SitePage[]): string {
  const links = site.map(({ href, label }) => {
    const current = href === present ? ' aria-current="page"' : "";
    return `<a href="${encodeURI(href)}"${current}>${escapeHtml(label)}</a>`;
  });
  return links.join("");
}

const ways = { prev: ["←", "Previous"], next: ["→", "Next"] } as const;

const turn = (to: SitePage | undefined, way: "prev" | "next"): string =>
  to === undefined
    ? ""
    : `<a class="turn" href="${encodeURI(to.href)}" title="${ways[way][1]}: ${escapeHtml(to.label)}" aria-label="${ways[way][1]}: ${escapeHtml(to.label)}">${ways[way][0]}</a>`;

/** The way on, at the end of a chapter. */
function turns(before: SitePage | undefined, after: SitePage | undefined): string {
  if (before === undefined && after === undefined) return "";
  const card = (to: SitePage | undefined, way: "prev" | "next"): string =>
    to === undefined
      ? ""
      : `<a rel="${way}" href="${encodeURI(to.href)}"><span>${ways[way][1]}</span>${escapeHtml(to.label)}</a>`;
  return `<nav class="turns" aria-label="Chapters">${card(before, "prev")}${card(after, "next")}</nav>`;
}

// Both need scripts, which show them.
const tools = `<button id="open-search" type="button" aria-haspopup="dialog" aria-label="Search" hidden><svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.5"/><path d="m13 13 4.5 4.5"/></svg><span class="word">Search</span><kbd>/</kbd></button><button id="theme" type="button" aria-label="Dark colours" title="Dark or light" hidden><svg viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" aria-hidden="true"><circle cx="10" cy="10" r="7.2"/><path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg></button>`;

const searchBox = `<dialog id="search" aria-label="Search"><form method="dialog"><input type="search" placeholder="Search chapters, claims, figures and reference" aria-label="Search for" autocomplete="off" spellcheck="false"><button aria-label="Close"><kbd>Esc</kbd></button></form><p role="status"></p><ol></ol></dialog>`;
