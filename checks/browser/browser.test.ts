/** The kernels' tests in a real browser: on a page, and in a worker that may share memory. */
import { resolve } from "node:path";
import { type Browser, chromium as driver } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { bundle } from "./bundle.js";
import type { Report } from "./inside.js";
import { evaluate, type Place } from "./place.js";
import { type Site, serve } from "./site.js";
import { testFiles } from "./testFiles.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The browser's path, or the words that say there is none. */
    chromium: { path: string } | { absent: string };
  }
}

const root = resolve(import.meta.dirname, "../..");
const all = testFiles(root);
const files = all.flatMap(({ path, problem }) => (problem === undefined ? [path] : []));
const places: readonly Place[] = [
  { name: "on a page", page: "plain", worker: false },
  { name: "in a worker of an isolated page", page: "isolated", worker: true },
];

const moduleOf = (file: string): string => file.replace(/\.ts$/, "");

const found = inject("chromium");
if ("absent" in found) test.skip(`the kernels' tests in Chromium: ${found.absent}`, () => {});
else {
  for (const { path, problem } of all)
    if (problem !== undefined) test.skip(`${path} in Chromium: ${problem}`, () => {});

  describe("in Chromium", () => {
    let site: Site;
    let browser: Browser;
    beforeAll(async () => {
      const tests = files.map((file) => [moduleOf(file), file]);
      site = await serve(
        await bundle({ main: "checks/browser/inside.ts", ...Object.fromEntries(tests) }, root),
      );
      browser = await driver.launch({ executablePath: found.path });
    });
    afterAll(async () => {
      await browser?.close();
      site?.close();
    });

    describe.each(places)("$name", (place) => {
      test.each(files)("%s", { timeout: 300_000 }, async (file) => {
        const load = `import("/${place.page}/${moduleOf(file)}.js")`;
        const run = `main.runFile("${file}", () => ${load})`;
        const { passed, failed } = await evaluate<Report>(browser, site, place, run);
        expect(failed.join("\n")).toBe("");
        expect(passed).toBeGreaterThan(0);
      });
    });
  });
}
