import { join } from "node:path";
import { figures } from "@convkit/plot";
import { expect, test } from "vitest";
import { drawCatalogue } from "./catalogue.js";
import { checkFiles } from "./hashes.js";

const folder = join(import.meta.dirname, "../../../../figures");

// Fails after a change of the drawings: look at them, then `convkit figures` stores them.
test.each(Object.keys(figures))(
  "%s is stored as it is drawn, within the size limits",
  { timeout: 60_000 },
  async (name) => {
    expect(checkFiles(folder, await drawCatalogue(name))).toEqual([]);
  },
);
