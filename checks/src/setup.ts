import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type Packed, packages, root, tarball } from "./packed.js";

/** Builds and packs every package and installs the tarballs into an empty project, once for all tests. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "convkit-packed-"));
  try {
    provide("packed", make(join(folder, "tarballs"), join(folder, "project")));
  } catch (error) {
    provide("packed", { problem: String(error) }); // fails the tests here, not those of the sources
  }
  return () => rmSync(folder, { recursive: true, force: true });
}

function make(tarballs: string, project: string): Packed {
  run(process.execPath, [join(root, "scripts/pack.mjs"), tarballs], root);

  const all = Object.fromEntries(
    packages.map((name) => [`@convkit/${name}`, `file:${join(tarballs, tarball(name))}`]),
  );
  mkdirSync(project);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ private: true, dependencies: { ...all, ...peers }, pnpm: { overrides: all } }),
  );
  // Without hoisting a package sees its own dependencies only: one that it forgot to declare is not found.
  writeFileSync(join(project, ".npmrc"), "hoist=false\nignore-scripts=true\nprefer-offline=true\n");
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  run("npx", ["--yes", "--prefer-offline", packageManager, "install"], project);
  return { tarballs, project };
}

/** Optional peers, and the types that a cell needs to know `console`. */
const peers = { "@types/node": "*", jsdom: "^27.0.0", "plotly.js-dist-min": "^4.1.2" };

function run(command: string, args: string[], cwd: string): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1" },
    encoding: "utf8",
    shell: process.platform === "win32" && command === "npx",
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
