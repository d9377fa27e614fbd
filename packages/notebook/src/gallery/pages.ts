import { apiHref, apiIndex, apiPage, referenceNames } from "./api/page.js";
import { chapterPage } from "./chapter.js";
import { claimsMain } from "./claims-page.js";
import { commandsMain } from "./commands-page.js";
import { figuresPage } from "./figures-page.js";
import type { Folder } from "./folder.js";
import { indexMain, type OtherPart } from "./index-page.js";
import { page, type SitePage } from "./page.js";
import type { Book } from "./places.js";
import type { ProseContext } from "./prose.js";

/** All pages of the book, by file name; charts are live if plotly.js is at hand. */
export function pages(book: Book, plotly: boolean): Folder {
  const { notebooks, figures, claims, packages, commands } = book;
  const others = partsOf(book);
  const site: SitePage[] = [{ href: "index.html", label: "Chapters" }, ...others];
  const files: Folder = new Map();
  const add = (href: string, title: string, main: string, contents?: string): void => {
    files.set(href, page({ href, title: `${title} · ConvKit`, site, main, contents, wide: true }));
  };
  const names = referenceNames(packages);
  files.set(
    "index.html",
    page({
      href: "index.html",
      title: "ConvKit",
      site,
      main: indexMain(notebooks, others),
      wide: true,
      after: { href: notebooks[0].href, label: notebooks[0].title },
    }),
  );
  notebooks.forEach(({ href }, i) => {
    files.set(href, chapterPage(notebooks, i, site));
  });
  if (figures.length > 0) {
    const drawn = figuresPage(figures, { names: names.get("@convkit/plot") ?? new Map(), plotly });
    add("figures.html", "Figures", drawn.main, drawn.contents);
  }
  if (claims.length > 0) add("claims.html", "Claims", claimsMain(claims, notebooks));
  if (packages.length > 0) add("api.html", "Reference", apiIndex(packages));
  // Docstrings hold no pictures: none are looked for.
  const context: ProseContext = { folder: "", root: "", headings: [], problems: [] };
  for (const api of packages) {
    const { main, contents } = apiPage(api, names, context);
    add(apiHref(api.name), api.name, main, contents);
  }
  if (commands.length > 0) add("commands.html", "Commands", commandsMain(commands));
  return files;
}

/** The parts beside the chapters, those that there are. */
function partsOf({ figures, claims, packages, commands }: Book): OtherPart[] {
  const part = (href: string, label: string, words: string): OtherPart => ({ href, label, words });
  return [
    ...(figures.length > 0
      ? [part("figures.html", "Figures", "Every drawing, the call that makes it, its caption and files")]
      : []),
    ...(claims.length > 0
      ? [part("claims.html", "Claims", "What the notes say, what computing it says, and where")]
      : []),
    ...(packages.length > 0 ? [part("api.html", "Reference", "Every public name of every package")] : []),
    ...(commands.length > 0
      ? [part("commands.html", "Commands", "What convkit does from the command line")]
      : []),
  ];
}
