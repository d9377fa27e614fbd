import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Folder } from "./folder.js";

// Style sheets and scripts stand in src, which is published beside dist.
const source = (path: string): string =>
  readFileSync(new URL(`../../src/gallery/${path}`, import.meta.url), "utf8");
const own = createRequire(import.meta.url);
const styles = ["colours", "text", "layout", "cells", "lists", "ledger", "entries", "search", "print"];
const families = ["source-serif-4", "source-sans-3"];

/** Style sheets, fonts, the pages' scripts and the search library. Only woff2: every browser since 2016 reads it. */
export function assets(): Folder {
  const katex = dirname(own.resolve("katex/dist/katex.min.css"));
  const css = readFileSync(join(katex, "katex.min.css"), "utf8");
  const fonts = readdirSync(join(katex, "fonts")).filter((name) => name.endsWith(".woff2"));
  const text = families.flatMap(textFonts);
  return new Map<string, string | Uint8Array>([
    [
      "style.css",
      [...text.map(({ face }) => face), ...styles.map((name) => source(`style/${name}.css`))].join("\n"),
    ],
    ["katex.css", css.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, "")],
    ["theme.js", source("client/theme.js")],
    ["gallery.js", ["page", "search", "charts"].map((name) => source(`client/${name}.js`)).join("\n")],
    [
      "search/minisearch.js",
      readFileSync(own.resolve("minisearch").replace(/cjs.*/, "umd/index.js"), "utf8").replace(
        /\n\/\/# sourceMappingURL.*/,
        "",
      ),
    ],
    ...fonts.map((name): [string, Uint8Array] => [`fonts/${name}`, readFileSync(join(katex, "fonts", name))]),
    ...text.map(({ file, bytes }): [string, Uint8Array] => [`fonts/${file}`, bytes]),
  ]);
}

/** The Latin and Greek parts of a typeface: what prose with formulas is written in. */
function textFonts(family: string): { face: string; file: string; bytes: Uint8Array }[] {
  const folder = dirname(own.resolve(`@fontsource-variable/${family}/wght.css`));
  const faces = ["wght.css", "wght-italic.css"].flatMap(
    (sheet) => readFileSync(join(folder, sheet), "utf8").match(/@font-face \{[^}]*\}/g) ?? [],
  );
  return faces.flatMap((face) => {
    const file = /url\(\.\/files\/([\w-]+-(?:latin|greek)-wght-\w+\.woff2)\)/.exec(face)?.[1];
    if (file === undefined) return [];
    const bytes = readFileSync(join(folder, "files", file));
    return [{ face: face.replace("./files/", "fonts/"), file, bytes }];
  });
}

/** plotly.js as one file, where the workspace or this package has it. */
export function plotlyFile(root: string): Folder {
  const places = [join(root, "notebooks", "package.json"), join(root, "package.json"), import.meta.url];
  for (const place of places) {
    try {
      const path = createRequire(place).resolve("plotly.js-dist-min");
      if (existsSync(path)) return new Map([["plotly.js", readFileSync(path)]]);
    } catch {
      // Not here.
    }
  }
  return new Map();
}
