import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { OptionError } from "@convkit/tensor";
import { writeWhole } from "../files/write-whole.js";
import { launcherPath } from "../kernel/launcher-path.js";

/** The content of `kernel.json`. Source: jupyter-client.readthedocs.io, "Kernel specs". */
export interface Kernelspec {
  argv: string[];
  display_name: string;
  language: string;
  interrupt_mode: "signal";
  env: Record<string, string>;
  /** Marks the kernelspecs that this command may replace and remove. */
  metadata: { installer: "convkit" };
}

/** @param modules a node_modules folder from which cells may import wherever Jupyter was started */
export function kernelspec(name: string, modules?: string): Kernelspec {
  const argv = [process.execPath, launcherPath, "--config-path", "{connection_file}"];
  return {
    argv: modules === undefined ? argv : [...argv, "--modules", modules],
    display_name: name === "tslab" ? "TypeScript" : `TypeScript (${name})`,
    language: "typescript",
    interrupt_mode: "signal",
    env: { NO_COLOR: "1" },
    metadata: { installer: "convkit" },
  };
}

/**
 * Writes `kernel.json` into a kernel's folder.
 * @returns the file's path
 * @throws OptionError if a kernelspec that is not ours stands there, unless forced
 */
export function installKernelspec(folder: string, spec: Kernelspec, force = false): string {
  const path = join(folder, "kernel.json");
  if (existsSync(path) && !force)
    refuseForeign("convkit kernel install", path, "choose another --name, or --force");
  writeWhole(path, `${JSON.stringify(spec, null, 1)}\n`);
  return path;
}

/**
 * Removes a kernel's folder.
 * @throws OptionError if there is none, or its kernelspec is not ours, unless forced
 */
export function uninstallKernelspec(folder: string, force = false): void {
  const path = join(folder, "kernel.json");
  const operation = "convkit kernel uninstall";
  if (!existsSync(path)) {
    throw new OptionError({
      operation,
      argument: path,
      found: "does not exist",
      expected: "must be an installed kernelspec",
      fix: "say which with --name and --prefix",
    });
  }
  if (!force) refuseForeign(operation, path, "--force removes it all the same");
  rmSync(folder, { recursive: true });
}

function refuseForeign(operation: string, path: string, fix: string): void {
  if (isOurs(path)) return;
  throw new OptionError({
    operation,
    argument: path,
    found: "exists",
    expected: "was not installed by convkit",
    fix,
  });
}

function isOurs(path: string): boolean {
  try {
    return JSON.parse(readFileSync(path, "utf8")).metadata?.installer === "convkit";
  } catch {
    return false;
  }
}
