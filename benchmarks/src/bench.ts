import { errorOf, type Sample } from "./exact.js";
import { type Effort, fastest, timed } from "./measure.js";
import type { Peer, Ready, Session } from "./peer.js";
import { libraries } from "./peers/index.js";
import type { Cell } from "./row.js";

export type Opened = readonly (readonly [Peer, Session])[];

/** A result this far from float64 is another computation, and gets no speed. */
const tolerance = 1e-3;

export const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0];

/** The libraries that load, and for the others the reasons. */
export async function openPeers(
  files: readonly (keyof typeof libraries)[],
  wanted: (name: string) => boolean,
  threads: number,
): Promise<{ opened: Opened; skipped: readonly string[] }> {
  const opened: [Peer, Session][] = [];
  const skipped: string[] = [];
  for (const file of files)
    for (const peer of await libraries[file]()) {
      if (!wanted(peer.name)) continue;
      try {
        opened.push([peer, await quietly(() => peer.open(threads))]);
      } catch (error) {
        skipped.push(`${peer.name} is skipped: ${reason(error)}`);
      }
    }
  return { opened, skipped };
}

/** Without the advice that libraries print as they load. */
async function quietly<T>(open: () => Promise<T>): Promise<T> {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await open();
  } finally {
    console.warn = warn;
  }
}

/** Prepares one computation by every library, checks each result, and measures in turns those that are right. */
export async function cellsOf(
  peers: Opened,
  prepare: (session: Session) => Ready | Promise<Ready>,
  { sample, flops, effort }: { sample: Sample; flops: number; effort: Effort },
): Promise<Record<string, Cell>> {
  const cells: Record<string, Cell> = {};
  const right = new Map<string, { ready: Ready; first: number }>();
  for (const [{ name }, session] of peers) {
    try {
      const ready = await prepare(session);
      const first = await timed(ready.run);
      const error = errorOf(await ready.result(), sample);
      if (error <= tolerance) right.set(name, { ready, first });
      cells[name] =
        error <= tolerance ? { error } : { error, why: `differs from float64 by ${error.toExponential(0)}` };
    } catch (error) {
      cells[name] = { why: reason(error) };
    }
  }
  for (const [name, time] of await fastest(right, effort))
    cells[name] = { ...cells[name], time, speed: flops / time / 1e6 };
  for (const { ready } of right.values()) ready.close?.();
  return cells;
}
