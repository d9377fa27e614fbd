/** The kernels' tests in a real browser: on a page, where one thread computes, and in a worker with two. */
import { resolve } from "node:path";
import { type Browser, chromium as driver } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { bundle } from "./bundle.js";
import type { Report } from "./inside.js";
import { evaluate } from "./place.js";
import { type Site, serve } from "./site.js";
import { testFiles } from "./testFiles.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The browser's path, or the words that say there is none. */
    chromium: { path: string } | { absent: string };
  }
}

const root = resolve(import.meta.dirname, "../..");
const ofThreads = "checks/browser/threads.ts";
const page = { name: "on a page", page: "plain", worker: false, threads: 1 } as const;
const worker = {
  name: "in a worker of an isolated page",
  page: "isolated",
  worker: true,
  threads: 2,
} as const;
const isolatedPage = { name: "on an isolated page", page: "isolated", worker: false, threads: 2 } as const;

const found = inject("chromium");
if ("absent" in found) test.skip(`the kernels' tests in Chromium: ${found.absent}`, () => {});
else
  describe("in Chromium", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await driver.launch({ executablePath: found.path });
    });
    afterAll(() => browser?.close());

    for (const { path, problem } of [...testFiles(root), { path: ofThreads, problem: undefined }])
      describe(path, () => {
        if (problem !== undefined) return test.skip(problem, () => {});
        let site: Site;
        beforeAll(async () => {
          const modules = { main: "checks/browser/inside.ts", tests: path };
          // Vitest finds inline snapshots by the name of a function in the stack.
          site = await serve(await bundle(modules, root, { keepNames: true }));
        });
        afterAll(() => site?.close());

        const places = path === ofThreads ? [page, isolatedPage, worker] : [page, worker];
        test.each(places)("$name", { timeout: 120_000 }, async ({ threads, ...place }) => {
          const run = `main.runFile("${path}", ${threads}, () => import("/${place.page}/tests.js"))`;
          const { passed, failed } = await evaluate<Report>(browser, site, place, run);
          expect(failed.join("\n")).toBe("");
          expect(passed).toBeGreaterThan(0);
        });
      });
  });
