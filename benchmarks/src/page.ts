/** npm run bench -- --page: draws docs/performance.md from the newest stored runs. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pageOf } from "./page/page.js";
import { newest } from "./page/read.js";
import { resultsFolder } from "./store.js";

const docs = join(resultsFolder, "../../docs");
const stored = newest(resultsFolder);
if (!stored) throw new Error("No stored run: npm run bench -- --threads 2 --store makes one.");
const { files, unexplained } = pageOf(stored);
rmSync(join(docs, "performance"), { recursive: true, force: true });
for (const [name, content] of files) {
  const path = join(docs, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
  console.log(`docs/${name}`);
}
for (const target of unexplained) console.log(`Missed without a note in src/page/notes.ts: ${target}`);
