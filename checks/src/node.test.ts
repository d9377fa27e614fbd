import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";
import { entries, imports } from "./entries.js";
import { packed } from "./packed.js";

/** The workspace's Node runs the tests; the one that a user has may be older. */
const ofTheSystem = process.env
  .PATH!.split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .map((folder) => join(folder, process.platform === "win32" ? "node.exe" : "node"))
  .find((path) => existsSync(path));
const nodes = [...new Set([process.execPath, ofTheSystem ?? process.execPath])].map((node) => ({
  node,
  version: run(node, ["--version"]).trim(),
}));

describe.each(nodes)("Node $version", ({ node }) => {
  describe.each(entries)("$name", (entry) => {
    const print = `Promise.resolve(${entry.right}).then((value) => console.log(JSON.stringify(value)));`;

    test("import", () => {
      expect(output("module.mjs", imports(entry) + print)).toEqual(entry.value);
    });

    test("require", () => {
      const required = imports(entry).replace(/import (.*) from (.*);/g, "const $1 = require($2);");
      expect(output("script.cjs", required + print)).toEqual(entry.value);
    });

    function output(file: string, code: string): unknown {
      const path = join(packed().project, file);
      writeFileSync(path, code);
      return JSON.parse(run(node, ["--no-warnings", path]));
    }
  });
});

function run(node: string, args: string[]): string {
  return execFileSync(node, args, { encoding: "utf8", env: { PATH: process.env.PATH } });
}
