import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { entries } from "./entries.js";
import { packages, packed, root, tarball } from "./packed.js";

describe.each(packages)("%s as packed", (name) => {
  const path = join(packed().tarballs, tarball(name));

  test("publint finds nothing", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(readFileSync(path)).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  // The one rule left out says that `require` reaches an ES module: so it is meant (docs/decisions/0001).
  test("its types resolve in every mode of TypeScript, node10 included", () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [path, "--ignore-rules", "cjs-resolves-to-esm", "--format", "ascii", "--no-color"];
    const { status, stdout } = spawnSync(process.execPath, [attw, ...args], { encoding: "utf8" });
    expect(status, stdout).toBe(0);
  });

  test("it carries the licence, a README and no tests", () => {
    const files = execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).split("\n");
    expect(files).toEqual(expect.arrayContaining(["package/LICENSE", "package/README.md"]));
    // pnpm packs every file whose name begins with "readme", whatever the package says.
    expect(files.filter((file) => /(?<!readme)\.test\./.test(file))).toEqual([]);
  });
});

test("every entry point has a row in the table of entries", () => {
  const points = packages.flatMap((name) => {
    const { exports } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
    return Object.keys(exports)
      .filter((path) => path !== "./package.json")
      .map((path) => `@convkit/${name}${path.slice(1)}`);
  });
  expect(entries.map(({ name }) => name).sort()).toEqual(points.sort());
});
