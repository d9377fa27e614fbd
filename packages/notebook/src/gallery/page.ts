import { escapeHtml } from "../display/escape.js";

export interface PageParts {
  title: string;
  /** HTML of the navigation line. */
  navigation: string;
  /** HTML of the contents list beside the text, if it has one. */
  contents?: string;
  main: string;
}

/** Stands in every page; a folder without it is never replaced. */
export const generator = "convkit gallery";

/** A whole page. The policy forbids scripts and every request, whatever the outputs hold. */
export function page({ title, navigation, contents = "", main }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="${generator}">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="script-src 'none'; object-src 'none'; connect-src 'none'; frame-src 'none'; form-action 'none'">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="katex.css">
<link rel="stylesheet" href="style.css">
</head>
<body>
<nav class="bar">${navigation}</nav>
<div class="frame">
${contents}
<main>
${main}
</main>
</div>
</body>
</html>
`;
}

/** Links to the gallery's own pages, the present one marked. */
export function siteLinks(present: string, pages: { href: string; label: string }[]): string {
  const items = pages.map(({ href, label }) =>
    href === present ? `<span aria-current="page">${label}</span>` : `<a href="${href}">${label}</a>`,
  );
  return `<span class="site">${items.join("")}</span>`;
}
