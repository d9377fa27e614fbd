/** Every layer and network, by every library, in one run. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { limit } from "./limit.js";
import { loadings } from "./loading.js";
import { machine } from "./machine.js";
import type { libraries } from "./peers/index.js";
import { Worker } from "./processes.js";
import type { Cell, Row } from "./row.js";
import { sizes } from "./size.js";
import { type Result, report } from "./table.js";
import { allTasks, sampleOf } from "./tasks.js";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    layer: { type: "string", default: "" },
    threads: { type: "string", default: "1" },
    algorithms: { type: "boolean", default: false },
    store: { type: "boolean", default: false },
  },
});
const effort = options.quick ? { rounds: 4, budget: 30 } : { rounds: 6, budget: 80 };
const only = options.only.split(",").filter(Boolean);
const wanted = (name: string): boolean => only.length === 0 || only.some((part) => name.includes(part));
const threadCounts = [...new Set([1, ...options.threads.split(",").map(Number)])];

const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

const files: (keyof typeof libraries)[] = ["compiled", "convkit", "tfjs", "onnxruntime", "litert", "jax"];
if (options.algorithms) files.splice(2, 0, "algorithms");

const workers: [number, Worker][] = [];
for (const threads of threadCounts) {
  const worker = new Worker();
  const { skipped } = await worker.ask<{ skipped: string[] }>({ open: files, only, threads });
  for (const line of skipped) console.log(threads > 1 ? `${line} (${threads} threads)` : line);
  workers.push([threads, worker]);
}

const rows: Row[] = [];
const before = limit();
for (const { quick, ...task } of allTasks) {
  if ((options.quick && !quick && !options.layer) || !task.name.includes(options.layer)) continue;
  progress(`${task.name} ${task.pass}`);
  const sample = sampleOf(task);
  for (const [threads, worker] of workers) {
    const request = { task, sample, effort, quick: options.quick };
    const { cells } = await worker.ask<{ cells: Record<string, Cell> }>(request);
    rows.push({ ...task, threads, cells });
  }
}
for (const [, worker] of workers) worker.close();
const after = limit();
progress("start-up and memory");
const whole = options.layer === "";
const result: Result = {
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  quick: options.quick,
  limit: {
    fused: before.fused && after.fused && Math.max(before.fused, after.fused),
    separate: Math.max(before.separate, after.separate),
  },
  rows,
  loading: whole ? loadings(options.quick, wanted) : [],
  sizes: whole ? await sizes(wanted) : [],
};
progress("");
console.log(report(result));
if (options.store) {
  const folder = join(import.meta.dirname, "../results");
  const path = join(folder, `${result.date}.json`);
  /** Digits beyond the fourth are noise. */
  const rounded = (_: string, value: unknown): unknown =>
    typeof value === "number" ? Number(value.toPrecision(4)) : value;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(result, rounded, 2)}\n`);
  renameSync(`${path}.part`, path);
  console.log(`Stored in ${path}`);
}
