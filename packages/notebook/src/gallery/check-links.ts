import { unescapeHtml } from "../display/escape.js";
import type { Folder } from "./folder.js";

/** Links between pages that lead nowhere: "01-a links to 05-b.html, which is not there". */
export function checkLinks(files: Folder): string[] {
  const pages = [...files].filter(
    (file): file is [string, string] => file[0].endsWith(".html") && typeof file[1] === "string",
  );
  const ids = new Map(
    pages.map(([name, html]) => [
      name,
      new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => unescapeHtml(id))),
    ]),
  );
  return pages.flatMap(([page, html]) => {
    const links = new Set(
      [...html.matchAll(/<a\s[^>]*?href="([^"]*)"/g)].map(([, href]) => unescapeHtml(href)),
    );
    return [...links]
      .filter((href) => !/^[a-z]+:/i.test(href))
      .filter((href) => {
        const [name, anchor] = decodeURIComponent(href).split("#");
        if (name !== "" && !files.has(name)) return true;
        return anchor !== undefined && ids.get(name || page)?.has(anchor) === false;
      })
      .map((href) => `${page.replace(/\.html$/, "")}: links to ${href}, which is not there`);
  });
}
