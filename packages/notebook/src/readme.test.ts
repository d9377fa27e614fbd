import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runNotebooks, writeNotebook } from "./index.js";

test("the README's program says what it says", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "convkit-test-"));
  const [, example] = /```js\nimport .*?;\n(.*?)```/s.exec(readme)!;
  const code = example
    .replaceAll("hello.ipynb", join(folder, "hello.ipynb"))
    .replaceAll(/^(run\..*); \/\/ (.*)$/gm, "expect($1).toEqual($2);");
  const names = { expect, runNotebooks, writeNotebook };
  const asyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...values: unknown[]) => unknown;
  await new asyncFunction(...Object.keys(names), code)(...Object.values(names));
  rmSync(folder, { recursive: true });
  expect.assertions(2);
}, 60_000);
