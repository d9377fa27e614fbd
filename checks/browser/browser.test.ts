/** The kernels' tests in a real browser: on a page, where one thread computes, and in a worker with two. */
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
const ofThreads = "checks/browser/threads.ts";
const places: readonly (Place & { threads: number; run: readonly string[] })[] = [
  { name: "on a page", page: "plain", worker: false, threads: 1, run: [...files, ofThreads] },
  { name: "on an isolated page", page: "isolated", worker: false, threads: 2, run: [ofThreads] },
  {
    name: "in a worker of an isolated page",
    page: "isolated",
    worker: true,
    threads: 2,
    run: [...files, ofThreads],
  },
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
      const tests = [...files, ofThreads].map((file) => [moduleOf(file), file]);
      site = await serve(
        await bundle({ main: "checks/browser/inside.ts", ...Object.fromEntries(tests) }, root),
      );
      browser = await driver.launch({ executablePath: found.path });
    });
    afterAll(async () => {
      await browser?.close();
      site?.close();
    });

    describe.each(places)("$name", ({ threads, run, ...place }) => {
      test.each(run)("%s", { timeout: 120_000 }, async (file) => {
        const load = `import("/${place.page}/${moduleOf(file)}.js")`;
        const all = `main.runFile("${file}", ${threads}, () => ${load})`;
        const { passed, failed } = await evaluate<Report>(browser, site, place, all);
        expect(failed.join("\n")).toBe("");
        expect(passed).toBeGreaterThan(0);
      });
    });
  });
}
