import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where runs are stored. */
export const resultsFolder: string = join(import.meta.dirname, "../results");

/** Digits beyond the fourth are noise. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(4)) : value;

/** Writes results/<name>.json, whole or not at all. @returns its path */
export function store(name: string, result: object): string {
  const path = join(resultsFolder, `${name}.json`);
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(result, rounded, 2)}\n`);
  renameSync(`${path}.part`, path);
  return path;
}
