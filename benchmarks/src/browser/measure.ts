/** The benchmark inside a browser. Bundled for it, with the libraries that are measured. */
import { cellsOf, openPeers } from "../bench.js";
import type { Effort } from "../measure.js";
import type { Row } from "../row.js";
import { allTasks, flopsOf, layerCase, sampleOf } from "../tasks.js";

const libraries = ["resident", "compiled", "convkit", "tfjs"] as const;

/** The layers of the quick mode whose name contains `part`, both passes, by libraries that use so many threads. */
export async function rows(threads: number, part: string, effort: Effort): Promise<Row[]> {
  const { opened } = await openPeers(libraries, (name) => name !== "TensorFlow.js plain", threads);
  const measured: Row[] = [];
  for (const { quick, ...task } of allTasks) {
    if (task.kind !== "layer" || !quick || !task.name.includes(part)) continue;
    await new Promise((done) => setTimeout(done, 200)); // threads start only while this one is idle
    const given = layerCase(task.name);
    const cells = await cellsOf(
      opened,
      (session) => (task.pass === "forward" ? session.infer(given.graph, given.x) : session.backward!(given)),
      { sample: sampleOf(task), flops: flopsOf(task), effort },
    );
    measured.push({ ...task, threads, cells });
  }
  return measured;
}
