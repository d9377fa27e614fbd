import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue, drawEntry } from "./catalogue.js";
import { checkFiles, checkOthers } from "./hashes.js";
import { indexPage, type Shown } from "./index-page.js";

const folder = join(import.meta.dirname, "../../../../figures");

// Fails after a change of the drawings: look at them, then `npm run figures` stores them.
describe("figures/", { timeout: 60_000 }, () => {
  const shown: Shown[] = [];

  test.each(catalogue())("$name is stored as it is drawn, within the size limits", async (entry) => {
    const files = await drawEntry(entry);
    shown.push({ entry, files });
    expect(checkFiles(folder, files)).toEqual([]);
  });

  test("and the index of them all, and no others", () => {
    const all = [...shown.flatMap(({ files }) => files), indexPage(shown)];
    expect(checkFiles(folder, all.slice(-1))).toEqual([]);
    expect(checkOthers(folder, all)).toEqual([]);
  });
});
