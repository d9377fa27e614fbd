import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OptionError } from "@convkit/tensor";
import { generator } from "./page.js";

/** Path inside a folder → content. */
export type Folder = Map<string, string | Uint8Array>;

/**
 * Writes a folder whole or not at all: beside its place, then renamed into it. An older gallery is replaced.
 * @throws OptionError if the place holds anything but a gallery
 */
export function writeFolder(path: string, files: Folder): void {
  const old = existsSync(path);
  if (old && !isReplaceable(path)) {
    throw new OptionError({
      operation: "convkit gallery",
      argument: "--out",
      value: path,
      expected: "must be new, empty or an earlier gallery: it is replaced as a whole",
    });
  }
  const fresh = `${path}.${process.pid}.new`;
  const stale = `${path}.${process.pid}.old`;
  try {
    for (const [name, content] of files) {
      mkdirSync(dirname(join(fresh, name)), { recursive: true });
      writeFileSync(join(fresh, name), content);
    }
    if (old) renameSync(path, stale);
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(stale, { recursive: true, force: true });
  }
}

function isReplaceable(path: string): boolean {
  if (readdirSync(path).length === 0) return true;
  const index = join(path, "index.html");
  return existsSync(index) && readFileSync(index, "utf8").includes(`content="${generator}"`);
}
