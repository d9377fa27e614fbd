import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Answer, Request } from "./worker.js";

/** A measuring process; it ends with this one. */
export class Worker {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, "worker.js"), {
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });

  ask<A extends Answer>(request: Request): Promise<A> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void =>
        reject(
          new Error(
            `the measuring process ended with ${code} at ${JSON.stringify("task" in request ? request.task : request)}`,
          ),
        );
      this.#child.once("exit", ended);
      this.#child.once("message", (answer) => {
        this.#child.off("exit", ended);
        resolve(answer as A);
      });
      this.#child.send(request);
    });
  }

  close(): void {
    this.#child.disconnect();
  }
}
