/** A process with one number of threads, which libraries set once: measures the rows that it is asked for. */
import { cellsOf, type Opened, openPeers } from "./bench.js";
import type { Sample } from "./exact.js";
import type { Effort } from "./measure.js";
import type { Session } from "./peer.js";
import type { libraries } from "./peers/index.js";
import type { Cell } from "./row.js";
import { flopsOf, layerCase, networkCase, type Task } from "./tasks.js";

export type Request =
  | {
      readonly open: readonly (keyof typeof libraries)[];
      readonly only: readonly string[];
      readonly threads: number;
    }
  | { readonly task: Task; readonly sample: Sample; readonly effort: Effort; readonly quick: boolean };
export type Answer = { readonly skipped: readonly string[] } | { readonly cells: Record<string, Cell> };

let peers: Opened = [];

async function answer(request: Request): Promise<Answer> {
  if ("open" in request) {
    const { open, only, threads } = request;
    const wanted = (name: string): boolean => only.length === 0 || only.some((part) => name.includes(part));
    const { opened, skipped } = await openPeers(open, wanted, threads);
    peers = opened;
    return { skipped };
  }
  const { task, sample, effort, quick } = request;
  const slow = task.kind === "network" ? "network" : task.pass;
  const measured = peers.filter(([peer]) => !(quick && peer.slow?.some((kind) => kind === slow)));
  return { cells: await cellsOf(measured, preparation(task), { sample, effort, flops: flopsOf(task) }) };
}

function preparation({ kind, name, pass }: Task): Parameters<typeof cellsOf>[1] {
  if (kind === "network") {
    const { graph, x } = networkCase(name);
    return (session) => session.infer(graph, x);
  }
  const given = layerCase(name);
  if (pass === "forward") return (session) => session.infer(given.graph, given.x);
  return (session: Session) => {
    if (!session.backward) throw new Error("computes no gradients");
    return session.backward(given);
  };
}

process.on("message", async (request: Request) => process.send!(await answer(request)));
process.on("disconnect", () => process.exit(0)); // some libraries keep workers
