import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
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

test.each([
  // What stays: the operation, its two adjoints, their fast forms, geometry, the tensor, its errors.
  { code: 'export { conv2d } from "@convkit/conv";', kilobytes: 64 },
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
