import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** A file of tests, by its path from the root, and why it cannot run in a browser. */
export interface TestFile {
  readonly path: string;
  readonly problem?: string;
}

/** The kernels' own tests, and those of what is made of them: fast convolutions, and compiled networks. */
const patterns = [
  "packages/kernels/src/**/*.test.ts",
  "packages/conv/src/fast.test.ts",
  "packages/nn/src/compile/*.test.ts",
];

export function testFiles(root: string): TestFile[] {
  return globSync(patterns, { cwd: root })
    .map((path) => path.replaceAll(sep, "/"))
    .sort()
    .map((path) => ({ path, problem: problemOf(readFileSync(join(root, path), "utf8")) }));
}

function problemOf(source: string): string | undefined {
  const [, builtin] = /(?:from|import\() ?"(node:[^"]+)"/.exec(source) ?? [];
  if (builtin) return `it needs ${builtin}`;
  return /\bvi\.(resetModules|mock|doMock)\(/.test(source)
    ? "it replaces modules, and a bundle has but one copy of each"
    : undefined;
}
