import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Drawn } from "./draw.js";

/** File → SHA-256 of what this version of the packages draws, the same on every machine. */
export type Hashes = Record<string, string>;

export const sha256 = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("hex");

export function readHashes(folder: string): Hashes {
  const path = join(folder, "hashes.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/** The list of these files, and of those that are in `others`. */
export function hashList(files: readonly Drawn[], others: Hashes = {}): Drawn {
  const own = files.map(([file, content]): [string, string] => [file, sha256(content)]);
  const all = { ...others, ...Object.fromEntries(own) };
  const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
  return ["hashes.json", `${JSON.stringify(sorted, null, 2)}\n`];
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

/** Listed files that are none of these: the whole catalogue draws them no more. */
export function checkOthers(folder: string, files: readonly Drawn[]): string[] {
  const names = new Set(files.map(([file]) => file));
  return Object.keys(readHashes(folder))
    .filter((file) => !names.has(file))
    .map((file) => `hashes.json has ${file}, which the catalogue has not`);
}
