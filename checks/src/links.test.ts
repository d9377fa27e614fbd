import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./packed.js";

const documents = [
  "*.md",
  "{docs,laws,conformance,mutations,benchmarks}/**/*.md",
  "packages/*/README.md",
].flatMap((pattern) => globSync(pattern, { cwd: root, exclude: (name) => name === "node_modules" }));

test.each(documents)("links of %s lead to files", (document) => {
  const links = [...readFileSync(join(root, document), "utf8").matchAll(/(?:\]\(|src=")([^)"\s]+)/g)].map(
    ([, link]) => link,
  );
  const relative = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.split("#")[0]);
  expect(relative.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});
