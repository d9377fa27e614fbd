// npm start: builds the packages, draws the figures, runs the notebooks, and writes the gallery.
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { install, pnpm, requireNode, root, terminal } from "./workspace.mjs";

const tasks = ["build", "figures", "notebooks", "gallery"];

requireNode();
const began = Date.now();
await install();
const logs = terminal ? "new-only" : "errors-only";
const log = await pnpm(["exec", "turbo", "run", ...tasks, "--ui=stream", `--output-logs=${logs}`]);

const [, cached, total] = /Cached:\s+(\d+) cached, (\d+) total/.exec(stripVTControlCharacters(log));
const what = "packages built, figures drawn, notebooks run, gallery written";
const how = cached === total ? "everything was up to date" : `${cached} of ${total} steps were up to date`;
console.log(`Done: ${what}.`);
console.log(`Time: ${((Date.now() - began) / 1000).toFixed(1)} s; ${how}.`);
console.log(`Open: ${join(root, "build", "gallery", "index.html")}`);
