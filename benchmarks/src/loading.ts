import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { libraries } from "./peers/index.js";

/** What it takes to load a library. */
export interface Loading {
  readonly name: string;
  /** Milliseconds to load and run a first convolution, over an empty process; median. */
  readonly startup: number;
  /** MiB of a process over an empty one, after so many steps. */
  readonly memory: number;
  readonly steps: number;
}

const measured: readonly (readonly [keyof typeof libraries, string])[] = [
  ["compiled", "ConvKit compiled"],
  ["convkit", "ConvKit eager"],
  ["tfjs", "TensorFlow.js wasm"],
  ["tfjs", "TensorFlow.js plain"],
  ["onnxruntime", "ONNX Runtime Web"],
  ["onnxruntime", "ONNX Runtime native"],
  ["litert", "LiteRT.js"],
  ["jax", "jax-js wasm"],
];

/** Libraries that do not load are left out. */
export function loadings(quick: boolean, wanted: (name: string) => boolean): Loading[] {
  const [repeats, steps] = quick ? [3, 20] : [11, 200];
  const all = [["", ""] as const, ...measured.filter(([, name]) => wanted(name))];
  const times = all.map((): number[] => []);
  for (let repeat = 0; repeat < repeats; repeat++)
    for (const [i, [file, name]] of all.entries()) times[i].push(run(file, name, 0)?.time ?? Number.NaN);
  const empty = { time: median(times[0]), rss: run("", "", 0)!.rss };
  return all.flatMap(([file, name], i): Loading[] => {
    const last = name !== "" && run(file, name, steps);
    if (!last) return [];
    const startup = median(times[i]) - empty.time;
    return [{ name, startup, memory: (last.rss - empty.rss) / 2 ** 20, steps: last.steps }];
  });
}

function run(
  file: string,
  name: string,
  steps: number,
): { time: number; steps: number; rss: number } | undefined {
  const script = join(import.meta.dirname, "alone.js");
  const before = performance.now();
  const { status, stdout } = spawnSync(process.execPath, [script, file, name, String(steps)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const time = performance.now() - before;
  return status === 0 ? { time, ...JSON.parse(stdout) } : undefined;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
