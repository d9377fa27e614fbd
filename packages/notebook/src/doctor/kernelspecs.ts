import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { userDataFolder } from "../kernelspec/data-folder.js";

/** A kernel that Jupyter offers. */
export interface KernelSpec {
  name: string;
  folder: string;
  /** What Jupyter would start. */
  argv: string[];
}

/** The folders in which Jupyter looks for kernels, first wins (jupyter_core.paths.jupyter_path, less Python's own). */
export function jupyterFolders(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const extra = (env.JUPYTER_PATH ?? "").split(delimiter).filter(Boolean);
  const system =
    platform === "win32"
      ? [join(env.PROGRAMDATA ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...extra, userDataFolder(env, platform), ...system];
}

/** The TypeScript kernels among them. */
export function typescriptKernels(folders: readonly string[] = jupyterFolders()): KernelSpec[] {
  const seen = new Set<string>();
  return folders.flatMap((folder) => {
    const kernels = join(folder, "kernels");
    if (!existsSync(kernels)) return [];
    return readdirSync(kernels)
      .sort()
      .flatMap((name) => {
        const path = join(kernels, name, "kernel.json");
        if (seen.has(name) || !existsSync(path)) return [];
        seen.add(name);
        const { language, argv } = readSpec(path);
        return language === "typescript" && Array.isArray(argv)
          ? [{ name, folder: join(kernels, name), argv }]
          : [];
      });
  });
}

/** What does not start: an absolute path in argv that is gone, as after moving the workspace. */
export function brokenPart({ argv }: KernelSpec): string | undefined {
  return argv.find((part) => /^(\/|[A-Za-z]:\\)/.test(part) && !existsSync(part));
}

function readSpec(path: string): { language?: string; argv?: string[] } {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return {}; // not ours to mend, and no kernel for Jupyter either
  }
}
