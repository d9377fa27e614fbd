import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { notebooksIn } from "../files/workspace.js";
import { readNotebook } from "../notebook-file/read.js";
import { checkLedger, readLedger } from "./ledger.js";

/**
 * Checks the ledger `claims.json` of each folder in which one of the notebooks lies, against all notebooks there.
 * @returns ledger path → what is wrong; folders without a ledger, and ledgers that agree, are left out
 */
export function checkLedgers(notebooks: readonly string[]): Map<string, string[]> {
  const problems = new Map<string, string[]>();
  for (const folder of new Set(notebooks.map((path) => dirname(path)))) {
    const path = join(folder, "claims.json");
    if (!existsSync(path)) continue;
    const stored = notebooksIn(folder).map((file) => [basename(file, ".ipynb"), readNotebook(file)] as const);
    const found = checkLedger(readLedger(path), new Map(stored));
    if (found.length > 0) problems.set(path, found);
  }
  return problems;
}
