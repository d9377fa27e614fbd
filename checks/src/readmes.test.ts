import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packages, packed, root } from "./packed.js";

// The code of every README, as a reader would paste it: into a file of a project that has the packages.
describe.each(["README.md", ...packages.map((name) => `packages/${name}/README.md`)])("%s", (readme) => {
  const path = join(root, readme);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const blocks = [...text.matchAll(/^```js\n(.*?)^```/gms)].map((match) => ({
    line: text.slice(0, match.index).split("\n").length,
    code: match[1],
  }));

  test("has code", () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  test.each(blocks)("line $line runs, and prints what its comments say", ({ code }) => {
    const file = join(packed().project, "readme.mjs");
    writeFileSync(file, code);
    const printed = execFileSync(process.execPath, [file], { encoding: "utf8", cwd: packed().project });
    const said = [...code.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment);
    expect(printed.split("\n")).toEqual(expect.arrayContaining(said));
  });
});
