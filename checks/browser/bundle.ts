import { relative, resolve, sep } from "node:path";
import { type BuildOptions, build } from "esbuild";
import type { Files } from "./site.js";

/**
 * Bundles modules for a browser from the packages' sources, minified as a site would, with the chunks that they share.
 * @param modules by the name they get, without `.js`: a file or a package as `folder` finds it
 * @param options what is imported but never loaded; whether functions keep their names
 * @throws Error where anything of Node is imported, naming the file
 */
export async function bundle(
  modules: Readonly<Record<string, string>>,
  folder: string,
  options: Pick<BuildOptions, "external" | "keepNames"> = {},
): Promise<Files> {
  const outdir = resolve("/"); // nothing is written
  const { outputFiles } = await build({
    entryPoints: modules,
    absWorkingDir: folder,
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    format: "esm",
    conditions: ["@convkit/source"],
    ...options,
    write: false,
    logLevel: "silent",
  });
  const nameOf = (path: string): string => relative(outdir, path).replaceAll(sep, "/");
  return new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents]));
}
