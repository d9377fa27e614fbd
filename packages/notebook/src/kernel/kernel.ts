import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Client } from "../wire/client.js";
import { type ConnectionFolder, createConnection } from "../wire/connection.js";
import { launcherPath } from "./launcher-path.js";

export interface KernelOptions {
  /** The folder in which cells run: the notebook's. */
  cwd: string;
  /** A node_modules folder that cells may import from as well, tried last. */
  modules?: string;
}

/** How a kernel process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

const startLimit = 60_000;
const rawOutputKept = 4_000;

const running = new Set<Kernel>();

function stopAll(): void {
  for (const kernel of running) kernel.stop();
}

/** A running tslab kernel: one process group, one folder of sockets, both gone after `stop` and when we exit. */
export class Kernel {
  readonly client: Client;
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #folder: ConnectionFolder;
  #raw = "";

  /** Starts a kernel; resolves as soon as it answers. */
  static async start(options: KernelOptions): Promise<Kernel> {
    const kernel = new Kernel(options, await createConnection());
    try {
      await kernel.#ready();
    } catch (error) {
      kernel.stop();
      throw error;
    }
    return kernel;
  }

  private constructor({ cwd, modules }: KernelOptions, folder: ConnectionFolder) {
    const { FORCE_COLOR: _, ...environment } = process.env;
    const argv = [launcherPath, "--config-path", folder.file, "--owner", String(process.pid)];
    if (modules) argv.push("--modules", modules);
    this.#folder = folder;
    // A group of its own: what cells start ends with it, and Ctrl-C at a terminal comes to the runner only.
    this.#child = spawn(process.execPath, argv, {
      cwd,
      detached: true,
      env: { ...environment, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        this.#raw = (this.#raw + text).slice(-rawOutputKept);
      });
    }
    this.exited = once(this.#child, "exit").then(([code, signal]) => ({ code, signal }));
    this.client = new Client(folder.connection);
    if (running.size === 0) process.on("exit", stopAll);
    running.add(this);
  }

  /** What the process, or one that a cell started, wrote past tslab, to the real stdout and stderr: the end of it. */
  get rawOutput(): string {
    return this.#raw;
  }

  /** Like Ctrl-C in the kernel. A loop after a cell's first `await` does not notice. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  /** Kills the process and all it started, and deletes its sockets; at once, and harmless when repeated. */
  readonly stop = (): void => {
    running.delete(this);
    if (running.size === 0) process.off("exit", stopAll);
    const { pid } = this.#child;
    try {
      if (pid) process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
    } catch {
      // Nobody of the group is left.
    }
    this.client.close();
    this.#folder.remove();
  };

  /** The subscription takes effect some time after the kernel listens: ask until something is published. */
  async #ready(): Promise<void> {
    const { client } = this;
    const ask = () => void client.request("kernel_info_request", {});
    const asking = setInterval(ask, 100);
    let limit: NodeJS.Timeout | undefined;
    try {
      await Promise.race([
        new Promise<void>((resolve) => {
          client.onPublished = () => resolve();
        }),
        this.exited.then(({ code, signal }) => {
          throw new Error(
            `the tslab kernel ended while starting (${signal ?? `code ${code}`})\n${this.#raw}`,
          );
        }),
        new Promise((_, reject) => {
          const slow = new Error(
            `the tslab kernel did not answer within ${startLimit / 1000} s\n${this.#raw}`,
          );
          limit = setTimeout(reject, startLimit, slow);
        }),
      ]);
    } finally {
      clearInterval(asking);
      clearTimeout(limit);
    }
  }
}
