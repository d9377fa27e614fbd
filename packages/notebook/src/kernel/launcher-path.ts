import { fileURLToPath } from "node:url";

/**
 * The file that starts tslab. It is plain JavaScript under `src`, which the package ships too: the same path leads to
 * it from `src/kernel` and from `dist/kernel`.
 */
export const launcherPath: string = fileURLToPath(
  new URL("../../src/launcher/launcher.cjs", import.meta.url),
);
