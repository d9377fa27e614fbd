import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, inject, test } from "vitest";
import { packages, root, tarball } from "./packed.js";

describe.each(packages)("%s as packed", (name) => {
  const path = join(inject("tarballs"), tarball(name));

  test("publint finds nothing", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: new Uint8Array(readFileSync(path)).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  // The one rule left out says that `require` reaches an ES module: so it is meant (docs/decisions/0001).
  test("its types resolve in every mode of TypeScript, node10 included", () => {
    const attw = join(root, "node_modules/@arethetypeswrong/cli/dist/index.js");
    const args = [path, "--ignore-rules", "cjs-resolves-to-esm", "--format", "json"];
    const { problems } = JSON.parse(execFileSync(process.execPath, [attw, ...args], { encoding: "utf8" }));
    expect(problems ?? {}).toEqual({});
  });

  test("it carries the licence, a README and no tests", () => {
    const files = execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).split("\n");
    expect(files).toEqual(expect.arrayContaining(["package/LICENSE", "package/README.md"]));
    expect(files.filter((file) => file.includes(".test."))).toEqual([]);
  });
});
