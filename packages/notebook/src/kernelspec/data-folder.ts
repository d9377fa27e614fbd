import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Where Jupyter keeps what one user has installed.
 * Source: jupyter_core, `jupyter_data_dir`.
 */
export function userDataFolder(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = environment;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform === "win32") return join(APPDATA || join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** Where the kernels of a data folder, or below a prefix such as `/usr/local`, lie. */
export function kernelFolder(name: string, prefix?: string): string {
  const data = prefix === undefined ? userDataFolder() : join(prefix, "share", "jupyter");
  return join(data, "kernels", name);
}
