import { readFileSync } from "node:fs";
import * as tensors from "@convkit/tensor";
import { expect, test } from "vitest";
import * as formats from "./index.js";

// Runs the README's example: an expression statement with a comment must have that value.
test("README example", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const code = readme.match(/```js\n(.*?)```/s)![1].replace(/^import .*\n/gm, "");
  const pattern = /^(?!const)(.*); \/\/ (.*)$/gm;
  const found = code.replace(pattern, "results.push($1);");
  const results: unknown[] = [];
  const scope = { ...tensors, ...formats, results };
  new Function(...Object.keys(scope), found)(...Object.values(scope));
  expect(results).toEqual([...code.matchAll(pattern)].map(([, , value]) => JSON.parse(value)));
  expect(results).toHaveLength(2);
});
