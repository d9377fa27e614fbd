import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Folder } from "./folder.js";

// The style sheet stands in src, which is published beside dist.
const style = new URL("../../src/gallery/style.css", import.meta.url);

/** The style sheets and KaTeX's fonts. Only woff2: every browser since 2016 reads it. */
export function assets(): Folder {
  const katex = dirname(createRequire(import.meta.url).resolve("katex/dist/katex.min.css"));
  const css = readFileSync(join(katex, "katex.min.css"), "utf8");
  const fonts = readdirSync(join(katex, "fonts")).filter((name) => name.endsWith(".woff2"));
  return new Map<string, string | Uint8Array>([
    ["style.css", readFileSync(style, "utf8")],
    ["katex.css", css.replace(/,url\([^)]*\.(?:woff|ttf)\) format\("[^"]*"\)/g, "")],
    ...fonts.map((name): [string, Uint8Array] => [`fonts/${name}`, readFileSync(join(katex, "fonts", name))]),
  ]);
}
