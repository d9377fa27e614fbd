import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** The nearest folder, from here upward, that has a `notebooks` folder; this one if none has. */
export function workspaceRoot(cwd: string = process.cwd()): string {
  return ancestors(resolve(cwd)).find((folder) => existsSync(join(folder, "notebooks"))) ?? resolve(cwd);
}

/** The notebook files of a folder, sorted by name; none if it does not exist. */
export function notebooksIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * The node_modules folder from which cells may import wherever their notebook lies: the nearest, from here upward,
 * with ConvKit in it (a project's own, or that of its `notebooks`), else the one that this package belongs to.
 */
export function findModules(cwd: string = process.cwd()): string | undefined {
  return [...ancestors(resolve(cwd)), ...ancestors(import.meta.dirname)]
    .flatMap((folder) => [join(folder, "node_modules"), join(folder, "notebooks", "node_modules")])
    .find((modules) => existsSync(join(modules, "@convkit", "notebook")));
}

/** The folder and those above it, nearest first. */
function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}
