/** Every layer, forward and backward, by every library and algorithm, in one run. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { errorOf, exact, type Sample } from "./exact.js";
import { type Layer, layers, macs, outputSize, weightShape } from "./layers.js";
import { machine } from "./machine.js";
import { fastest } from "./measure.js";
import type { Case, Pass, Peer, Session } from "./peer.js";
import { peers } from "./peers/index.js";
import { type Row, table } from "./table.js";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    layer: { type: "string", default: "" },
    store: { type: "boolean", default: false },
  },
});
const effort = options.quick ? { repeats: 5, budget: 120 } : { repeats: 15, budget: 400 };
/** A result this far from float64 is another computation, and is not compared. */
const tolerance = 1e-3;

/** Numbers in [−1, 1) from a small generator: the same for every library. */
function numbers(length: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function caseOf(layer: Layer): Case {
  return {
    layer,
    x: numbers(layer.inChannels * layer.size ** 2, 1),
    w: numbers(
      weightShape(layer).reduce((a, b) => a * b, 1),
      2,
    ),
    dy: numbers(layer.outChannels * outputSize(layer) ** 2, 3),
  };
}

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0];

async function opened(chosen: readonly Peer[]): Promise<[Peer, Session][]> {
  const sessions: [Peer, Session][] = [];
  for (const peer of chosen) {
    try {
      sessions.push([peer, await peer.open()]);
    } catch (error) {
      console.log(`${peer.name} is skipped: ${reason(error)}`);
    }
  }
  return sessions;
}

async function measured(
  session: Session,
  pass: Pass,
  given: Case,
  sample: Sample,
): Promise<Row["cells"][string]> {
  try {
    const ready = await session.prepare(pass, given);
    if (typeof ready === "string") return { why: ready };
    await ready.run();
    const error = errorOf(await ready.result(), sample);
    const gflops = (2 * macs(given.layer) * (pass === "forward" ? 1 : 2)) / 1e6;
    const speed = error <= tolerance ? gflops / (await fastest(ready, effort)) : undefined;
    ready.close?.();
    return speed === undefined
      ? { error, why: `differs from float64 by ${error.toExponential(0)}` }
      : { error, speed };
  } catch (error) {
    return { why: reason(error) };
  }
}

/** Digits beyond the fourth are noise. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" ? Number(value.toPrecision(4)) : value;

const wanted = options.only.split(",").filter(Boolean);
const sessions = await opened(
  peers.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part))),
);
const rows: Row[] = [];
for (const layer of layers) {
  if ((options.quick && !layer.quick && !options.layer) || !layer.name.includes(options.layer)) continue;
  const given = caseOf(layer);
  for (const pass of ["forward", "backward"] as const) {
    const sample = exact(pass, given);
    const cells: Row["cells"] = {};
    for (const [peer, session] of sessions) {
      if (options.quick && peer.slowBackward && pass === "backward") continue;
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${layer.name} ${pass}: ${peer.name}`);
      cells[peer.name] = await measured(session, pass, given, sample);
    }
    rows.push({ layer: layer.name, pass, cells });
  }
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
const result = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  quick: options.quick,
  rows,
};
console.log(table(result.machine, rows));
if (options.store) {
  const folder = join(import.meta.dirname, "../results");
  const path = join(folder, `${result.date}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(result, rounded, 2)}\n`);
  renameSync(`${path}.part`, path);
  console.log(`Stored in ${path}`);
}
process.exit(0); // some peers keep workers
