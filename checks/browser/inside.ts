/** Runs test files where vitest itself cannot: in a worker of a page. Bundled for a browser, with what they import. */
import { startTests } from "vitest/internal/browser";
import { setThreads } from "../../packages/kernels/src/index.js";

/** What became of the tests of one file. */
export interface Report {
  readonly passed: number;
  /** Names of those that failed, each with the messages of its errors. */
  readonly failed: readonly string[];
}

type Runner = Parameters<typeof startTests>[1];
type Task = Awaited<ReturnType<typeof startTests>>[number]["tasks"][number];

// Asked for by vitest's `expect`, which finds the running test there.
Object.assign(globalThis, { __vitest_worker__: { config: {}, ctx: {} } });

const config = {
  root: "/",
  sequence: { hooks: "stack" },
  setupFiles: [],
  tags: [],
  maxConcurrency: 1,
  retry: 0,
  testTimeout: 60_000,
  hookTimeout: 60_000,
} as unknown as Runner["config"];

/** Runs the tests that `load` imports, with so many threads. */
export async function runFile(name: string, threads: number, load: () => Promise<unknown>): Promise<Report> {
  setThreads(threads);
  const [file] = await startTests([name], { config, importFile: load });
  const failed: string[] = [];
  let passed = 0;
  const visit = (task: Task | typeof file, path: string): void => {
    const state = task.result?.state;
    const messages = task.result?.errors?.map(({ message }) => message) ?? [];
    if (task.type === "test" && state === "pass") passed++;
    else if (messages.length > 0 || (task.type === "test" && state === "fail"))
      failed.push(`${path}: ${messages.join("\n")}`);
    if (task.type === "suite") for (const child of task.tasks) visit(child, `${path} > ${child.name}`);
  };
  visit(file, name);
  return { passed, failed };
}
