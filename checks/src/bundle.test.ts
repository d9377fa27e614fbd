import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { type Browser, chromium as driver } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { serve } from "../browser/site.js";
import { entries, imports } from "./entries.js";
import { packed } from "./packed.js";

describe.each(entries.filter(({ node }) => !node))("$name in a browser", (entry) => {
  test("the whole entry point bundles as a module, without node: imports", async () => {
    const { outside } = await bundle(`export * from "${entry.name}";`, "esm");
    expect(outside).toEqual([]);
  });

  test("bundled as a classic script it runs where there is nothing of Node", async () => {
    const { text } = await bundle(`${imports(entry)}export const value = ${entry.right};`, "iife");
    expect(runInNewContext(`${text}JSON.stringify(bundled.value)`)).toBe(JSON.stringify(entry.value));
  });
});

const found = inject("chromium");
if ("absent" in found) test.skip(`packages as bundled in Chromium: ${found.absent}`, () => {});
else
  describe("in Chromium", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await driver.launch({ executablePath: found.path });
    });
    afterAll(() => browser?.close());

    test.each(entries.filter(({ node }) => !node))(
      "$name runs as the module script of a page",
      async (entry) => {
        const { text } = await bundle(`${imports(entry)}globalThis.value = ${entry.right};`, "esm");
        const html = '<!doctype html><script type="module" src="main.js"></script>';
        const site = await serve(
          new Map([
            ["index.html", html],
            ["main.js", text],
          ]),
        );
        const page = await browser.newPage();
        await page.goto(site.plain);
        expect(await page.evaluate("value")).toEqual(entry.value);
        await page.close();
        site.close();
      },
    );
  });

test.each([
  // What stays: the operation, its two adjoints, geometry, the tensor, its errors, and what writes the WebAssembly of
  // every algorithm and shares it among threads; 45 kB compressed.
  { code: 'export { conv2d } from "@convkit/conv";', kilobytes: 128 },
  { code: 'export { tensor } from "@convkit/tensor";', kilobytes: 10 },
])("$code shakes down to less than $kilobytes kB, minified", async ({ code, kilobytes }) => {
  const { text } = await bundle(code, "esm");
  expect(text.length / 1000).toBeLessThan(kilobytes);
});

async function bundle(code: string, format: "esm" | "iife"): Promise<{ text: string; outside: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: packed().project, loader: "js" },
    bundle: true,
    platform: "browser",
    target: "es2022",
    format,
    globalName: "bundled",
    minify: true,
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const outside = Object.values(metafile.inputs).flatMap((input) =>
    input.imports.filter(({ external }) => external).map(({ path }) => path),
  );
  return { text: outputFiles[0].text, outside };
}
