// What the root commands share: plain Node, no dependency, so that they run before anything is installed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { engines, packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

export const terminal = process.stdout.isTTY === true;
const windows = process.platform === "win32";

/** Ends with a plain line on a Node that cannot run the workspace. */
export function requireNode() {
  const needed = engines.node.replace(">=", "");
  const older = needed.localeCompare(process.versions.node, undefined, { numeric: true }) > 0;
  if (!older) return;
  console.error(`ConvKit needs Node ${needed} or newer; this is Node ${process.versions.node} (nodejs.org).`);
  process.exit(1);
}

/** Installs what the lockfile names, unless that is what stands there. */
export async function install() {
  const wanted = join(root, "pnpm-lock.yaml");
  const installed = join(root, "node_modules", ".pnpm", "lock.yaml"); // pnpm's own note of its last install
  if (existsSync(installed) && readFileSync(installed).equals(readFileSync(wanted))) return;
  await pnpm(["install", "--frozen-lockfile", "--config.confirmModulesPurge=false"]);
}

/** Runs pnpm and returns its output, which is shown as it comes on a terminal; a failure is shown and final. */
export async function pnpm(args) {
  const { status, output } = await run(args, { show: terminal });
  if (status === 0) return output;
  if (!terminal) process.stderr.write(output);
  process.exit(status);
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs pnpm, which puts the workspace's own Node and commands before the system's.
 * @returns its exit status and what it wrote; `show` passes that on as well
 */
export async function run(args, { show }) {
  // In a process group of its own: a signal reaches all that it started, whoever sent it.
  const child = spawn("npx", ["--yes", "--prefer-offline", packageManager, ...args], {
    cwd: root,
    env: { ...process.env, ...quietTools, ...(show && terminal && { FORCE_COLOR: "1" }) },
    stdio: ["ignore", "pipe", "pipe"],
    shell: windows,
    detached: !windows,
  });
  let stopped = false;
  const stop = (signal) => {
    stopped = true;
    if (!windows && child.exitCode === null) process.kill(-child.pid, signal);
  };
  for (const signal of signals) process.on(signal, stop);

  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      output += text;
      if (show) process.stdout.write(text);
    });
  }
  const [code] = await once(child, "close");
  for (const signal of signals) process.off(signal, stop);
  if (stopped) process.exit(130);
  return { status: code ?? 1, output };
}

const quietTools = {
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  NPM_CONFIG_LOGLEVEL: "error",
  NPM_CONFIG_UPDATE_NOTIFIER: "false",
};
