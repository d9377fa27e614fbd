import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../files/write-whole.js";
import type { Drawn } from "./draw.js";

/** File → SHA-256 of what this version of the packages draws, the same on every machine. */
export type Hashes = Record<string, string>;

export const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

export function readHashes(folder: string): Hashes {
  const path = join(folder, "hashes.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** Enters files in the list of their folder; the others keep their place. */
export function addHashes(folder: string, files: readonly Drawn[]): void {
  const all = {
    ...readHashes(folder),
    ...Object.fromEntries(files.map(([file, content]) => [file, sha256(content)])),
  };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeWhole(join(folder, "hashes.json"), `${JSON.stringify(sorted, null, 2)}\n`);
}

/** What is wrong with stored files: "conv.gif is not what the packages draw". */
export function checkFiles(folder: string, files: readonly Drawn[]): string[] {
  const listed = readHashes(folder);
  return files.flatMap(([file, content]) => {
    const path = join(folder, file);
    const drawn = sha256(content);
    if (!existsSync(path)) return [`${file} is missing`];
    if (sha256(readFileSync(path)) !== drawn) return [`${file} is not what the packages draw`];
    return listed[file] === drawn ? [] : [`hashes.json has another ${file}`];
  });
}
