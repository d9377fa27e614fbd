/**
 * One library alone in a process: `alone.js <file> <name> <steps>` loads it, runs a first convolution and so many
 * steps of both passes where it has both, and prints its memory. Without a name it is the empty process.
 */
import { openPeers } from "./bench.js";
import type { libraries } from "./peers/index.js";
import { layerCase } from "./tasks.js";

const [file, name, steps] = process.argv.slice(2);
const given = layerCase("3×3 64→64 @56²");
let done = 0;
if (name) {
  const { opened, skipped } = await openPeers([file as keyof typeof libraries], (one) => one === name, 1);
  if (opened.length === 0) throw new Error(skipped.join());
  const [[{ slow }, session]] = opened;
  const forward = await session.infer(given.graph, given.x);
  await forward.run();
  const count = Number(steps);
  const back = count > 0 && !slow?.includes("backward") ? await session.backward?.(given) : undefined;
  const started = performance.now();
  for (; done < count && performance.now() - started < 10_000; done++) {
    await forward.run();
    await back?.run();
  }
}
process.stdout.write(JSON.stringify({ steps: done, rss: process.memoryUsage().rss }), () => process.exit(0));
