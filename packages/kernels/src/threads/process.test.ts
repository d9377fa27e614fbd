/** Threads in processes of their own, from a bundle. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "convkit-threads-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs items until each of three threads has done some, and tells what processors do when there is no more to do. */
const script = `
import { setTimeout } from "node:timers/promises";
import { Machine } from "../machine.js";
import { advance, get, i32, set, whileTrue } from "../wasm/code.js";
import { codeModule } from "../wasm/module.js";
import { setThreads } from "./threads.js";

const module = codeModule("who", (writer) =>
  writer.routine("who", 3, (local) => {
    const left = local("i32");
    return (scratch, _, index) => [
      set(left, i32.const(10000)),
      whileTrue(get(left), advance(left, -1)),
      i32.store(i32.shl(get(index), i32.const(2)), get(scratch), 1024),
    ];
  }),
);
setThreads(3);
const machine = new Machine(2 ** 20, 3);
const steps = machine.load([{ routine: { module, name: "who" }, words: [], items: 300 }], 0);
const seen = new Set<number>();
for (const until = Date.now() + 20000; seen.size < 3 && Date.now() < until; await setTimeout(5)) {
  machine.run(steps, 1, 1, 3);
  for (const scratch of new Int32Array(machine.memory.buffer, 1024, 300)) seen.add(scratch);
}
await setTimeout(100);
const before = process.cpuUsage();
await setTimeout(300);
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ seen: [...seen].sort(), idle: (user + system) / 1000 }));
`;

async function run(transform: object, inWorker: boolean): Promise<{ seen: number[]; idle: number }> {
  const outfile = join(folder, `${JSON.stringify(transform).replace(/\W/g, "")}.mjs`);
  await build({
    stdin: { contents: script, resolveDir: import.meta.dirname, loader: "ts" },
    ...{ bundle: true, platform: "node", format: "esm", outfile, logLevel: "silent" },
    ...transform,
  });
  const start = inWorker
    ? ["--eval", `new (require("node:worker_threads").Worker)(${JSON.stringify(outfile)})`]
    : [outfile];
  // Nothing ends the process but that it has no more to do; a limit of time makes it an error.
  const { stdout } = await promisify(execFile)(process.execPath, start, { timeout: 40_000 });
  return JSON.parse(stdout);
}

describe.each([
  ["as it is", {}],
  ["minified", { minify: true }],
  ["minified, with names kept", { minify: true, keepNames: true }],
])("bundled %s", (_, transform) => {
  test.each([
    ["the main thread", false],
    ["a worker", true],
  ])("threads help %s, cost nothing while idle, and let the process end", async (_, inWorker) => {
    const { seen, idle } = await run(transform, inWorker);
    expect(seen).toEqual([1, 2, 3]);
    expect(idle).toBeLessThan(100); // milliseconds of 300; one that spins would take all
  });
});
