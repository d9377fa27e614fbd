// npm run browser -- --bench: bundles the driver, and measures in the browser that is installed.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { chromium } from "../scripts/chromium.mjs";

const here = import.meta.dirname;
const outfile = join(here, "build/browser.mjs");
await build({
  entryPoints: [join(here, "src/browser/bench.ts")],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
});
const { bench } = await import(pathToFileURL(outfile).href);
await bench(here, chromium.path);
