import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    packed: Packed | { problem: string };
  }
}

/** Folders outside the workspace. */
export interface Packed {
  readonly tarballs: string;
  /** A project with every package installed from its tarball. */
  readonly project: string;
}

/** @throws Error with pnpm's output if the packages could not be built, packed or installed */
export function packed(): Packed {
  const result = inject("packed");
  if ("problem" in result) throw new Error(result.problem);
  return result;
}

export const root: string = resolve(import.meta.dirname, "../..");

/** The packages that can be published, by folder name. */
export const packages: readonly string[] = readdirSync(join(root, "packages")).sort();

export function tarball(name: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
  return `convkit-${name}-${version}.tgz`;
}
