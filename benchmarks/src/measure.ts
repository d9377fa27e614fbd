import type { Ready } from "./peer.js";

export interface Effort {
  /** Times that every library has its turn. */
  readonly rounds: number;
  /** Milliseconds of one turn. */
  readonly budget: number;
}

/** Milliseconds of one run. */
export async function timed(run: () => unknown): Promise<number> {
  const before = performance.now();
  await run();
  return performance.now() - before;
}

/**
 * The least time of one run, in milliseconds, for each computation: every disturbance makes a run longer, so the
 * least is the most faithful. They take turns, so that a disturbance meets all of them.
 * @param all with the time of a first run, which may include compiling
 */
export async function fastest<K>(
  all: ReadonlyMap<K, { readonly ready: Ready; readonly first: number }>,
  { rounds, budget }: Effort,
): Promise<Map<K, number>> {
  const best = new Map([...all].map(([key, { first }]) => [key, first]));
  for (let round = 0; round < rounds; round++)
    for (const [key, { ready }] of all) {
      const known = best.get(key)!;
      // One run that is far longer than all turns together says enough.
      if (known < 8 * rounds * budget) best.set(key, Math.min(known, await turn(ready, budget)));
    }
  return best;
}

/** The least time within `budget` milliseconds. */
async function turn({ run }: Ready, budget: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let spent = 0; spent < budget; ) {
    const time = await timed(run);
    best = Math.min(best, time);
    spent += time;
  }
  return best;
}
