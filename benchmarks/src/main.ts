/** Every layer and network, by every library, in one run. */
import { parseArgs } from "node:util";
import { limit } from "./limit.js";
import { loadings } from "./loading.js";
import { machine } from "./machine.js";
import type { libraries } from "./peers/index.js";
import { Worker } from "./processes.js";
import type { Cell, Row } from "./row.js";
import { sizes } from "./size.js";
import { store } from "./store.js";
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
const tasks = allTasks.filter(
  ({ name, quick }) => name.includes(options.layer) && (quick || !options.quick || options.layer !== ""),
);
if (tasks.length === 0) fail(`--layer ${options.layer}: no layer or network has this in its name`);
const most = Number(options.threads);
if (!Number.isInteger(most) || most < 1)
  fail(`--threads ${options.threads}: must be a whole number, at least 1`);
const threadCounts = [...new Set([1, most])];

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

const progress = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

const files: (keyof typeof libraries)[] = [
  "resident",
  "compiled",
  "convkit",
  "tfjs",
  "onnxruntime",
  "litert",
  "jax",
];
if (options.algorithms) files.splice(3, 0, "algorithms");

const workers: [number, Worker][] = [];
for (const threads of threadCounts) {
  const worker = new Worker();
  const { skipped } = await worker.ask<{ skipped: string[] }>({ open: files, only, threads });
  for (const line of skipped) console.log(threads > 1 ? `${line} (${threads} threads)` : line);
  workers.push([threads, worker]);
}

const rows: Row[] = [];
const before = limit();
for (const { quick: _, ...task } of tasks) {
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
// Stored first: it took long.
const stored = options.store && store(result.date, result);
console.log(report(result));
if (stored) console.log(`Stored in ${stored}`);
