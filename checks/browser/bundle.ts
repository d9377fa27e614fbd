import { basename } from "node:path";
import { build } from "esbuild";
import type { Files } from "./site.js";

/**
 * Bundles code for a browser from the packages' sources, as the module `main.js` and the chunks that it loads.
 * @throws Error where anything of Node is imported, naming the file
 */
export async function bundle(code: string, folder: string): Promise<Files> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: folder, sourcefile: "main.js" },
    entryNames: "main",
    outdir: "/", // nothing is written
    bundle: true,
    splitting: true,
    platform: "browser",
    target: "es2022",
    format: "esm",
    conditions: ["@convkit/source"],
    write: false,
    logLevel: "silent",
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
