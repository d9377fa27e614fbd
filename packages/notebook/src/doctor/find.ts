import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

/** The installed version of a package as seen from a folder or file; undefined if it is not there. */
export function packageVersion(name: string, from: string): string | undefined {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    const manifest = join(folder, name, "package.json");
    if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).version;
  }
  return undefined;
}

/** The first of these commands on the PATH. */
export function commandPath(...names: string[]): string | undefined {
  const suffixes = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter).filter(Boolean)) {
      const path = suffixes.map((suffix) => join(folder, name + suffix)).find(isExecutable);
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether version a is b or newer. */
export const atLeast = (a: string, b: string): boolean => a.localeCompare(b, "en", { numeric: true }) >= 0;
