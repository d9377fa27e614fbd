import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "./packed.js";

// The walk "Add an operation" of CONTRIBUTING.md, taken on a copy of the sources.
const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
const [file, line, row] = [...text.matchAll(/^```ts\n\/\/ ([^\s,]+)[^\n]*\n(.*?)^```/gms)].map(
  ([, path, code]) => ({
    path,
    code,
  }),
);
const name = basename(file.path, ".ts");
const copy = mkdtempSync(join(tmpdir(), "convkit-walk-"));

beforeAll(() => {
  for (const part of [
    "packages",
    "laws",
    "conformance",
    "package.json",
    "scripts",
    "vitest.config.ts",
    "tsconfig.json",
    "tsconfig.base.json",
  ]) {
    cpSync(join(root, part), join(copy, part), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !["dist", ".turbo"].includes(basename(path)),
    });
  }
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test("without its row the operation is reported", () => {
  writeFileSync(join(copy, file.path), file.code);
  appendFileSync(join(copy, line.path), line.code);
  const { status, output } = laws("every exported operation has a row");
  expect(output).toContain(`+   "${name}",`);
  expect(status).toBe(1);
});

test("with it the operation satisfies every law", () => {
  const path = join(copy, row.path);
  const [start, ...rest] = readFileSync(path, "utf8").split(/(?<=^const elementWise: Row\[\] = \[\n)/m);
  writeFileSync(path, start + row.code + rest.join(""));
  const { status, output } = laws(name);
  expect(output).toMatch(/Tests +1[0-9] passed/); // shape, value, …, gradient, secondOrder, and its @example
  expect(status, output).toBe(0);
});

test("it compiles", () => {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", copy], { encoding: "utf8", cwd: copy });
  expect(stdout.split("\n").filter((error) => error.includes(name))).toEqual([]);
});

function laws(pattern: string): { status: number | null; output: string } {
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const args = [vitest, "run", "--project", "sources", "laws", "-t", pattern];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: copy,
    encoding: "utf8",
    env: { PATH: process.env.PATH, NO_COLOR: "1" },
  });
  return { status, output: stdout + stderr };
}
