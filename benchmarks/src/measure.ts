import type { Ready } from "./peer.js";

/**
 * Least time of one run, in milliseconds: every disturbance makes a run longer, so the least is the most
 * faithful. Runs at least `repeats` times and for `budget` milliseconds, but no longer than 8 × `budget`
 * and, where one run alone is longer than that, once.
 */
export async function fastest(
  ready: Ready,
  { repeats, budget }: { repeats: number; budget: number },
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const started = performance.now();
  for (let runs = 1; ; runs++) {
    const before = performance.now();
    await ready.run();
    const after = performance.now();
    best = Math.min(best, after - before);
    const spent = after - started;
    if (spent > 8 * budget || (spent > budget && runs >= repeats)) return best;
  }
}
