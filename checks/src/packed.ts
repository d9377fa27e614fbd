import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A project outside the workspace with every package installed from its tarball. */
    project: string;
    /** Where the tarballs are. */
    tarballs: string;
  }
}

export const root: string = resolve(import.meta.dirname, "../..");

/** The packages that can be published, by folder name. */
export const packages: readonly string[] = readdirSync(join(root, "packages")).sort();

/** Builds and packs every package and installs the tarballs into an empty project, once for all tests. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "convkit-packed-"));
  const tarballs = join(folder, "tarballs");
  const project = join(folder, "project");
  pnpm(root, ["exec", "turbo", "run", "build", "--output-logs=errors-only"]);
  pnpm(root, ["--recursive", "--filter", "./packages/*", "pack", "--pack-destination", tarballs]);

  const packed = Object.fromEntries(
    packages.map((name) => [`@convkit/${name}`, `file:${join(tarballs, tarball(name))}`]),
  );
  mkdirSync(project);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ private: true, dependencies: { ...packed, ...peers }, pnpm: { overrides: packed } }),
  );
  // Without hoisting a package sees its own dependencies only: one that it forgot to declare is not found.
  writeFileSync(join(project, ".npmrc"), "hoist=false\nignore-scripts=true\nprefer-offline=true\n");
  pnpm(project, ["install"]);

  provide("tarballs", tarballs);
  provide("project", project);
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Optional peers, and the types that a cell needs to know `console`. */
const peers = { "@types/node": "*", jsdom: "^27.0.0", "plotly.js-dist-min": "^4.1.2" };

export function tarball(name: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return `convkit-${name}-${version}.tgz`;
}

function pnpm(cwd: string, args: string[]): void {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const env = { ...process.env, NO_COLOR: "1", npm_config_loglevel: "error" };
  const { status, stdout, stderr } = spawnSync("npx", ["--yes", packageManager, ...args], {
    cwd,
    env,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`pnpm ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
