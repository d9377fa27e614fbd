/** Runs test files where vitest itself cannot: in a worker of a page. Bundled for a browser, with what they import. */
import { type SerializedConfig, type TestError, TestRunner } from "vitest";
import { startTests } from "vitest/internal/browser";
import { setThreads } from "../../packages/kernels/src/index.js";

/** What became of the tests of one file. */
export interface Report {
  readonly passed: number;
  /** Names of those that failed, each with the messages of its errors. */
  readonly failed: readonly string[];
}

type Task = Awaited<ReturnType<typeof startTests>>[number]["tasks"][number];

/** Inline snapshots are compared; files of snapshots do not exist. */
const snapshotOptions = {
  updateSnapshot: "none",
  snapshotEnvironment: { resolvePath: () => "", readSnapshotFile: () => null },
};
const config = {
  root: "/",
  sequence: { hooks: "stack" },
  setupFiles: [],
  tags: [],
  maxConcurrency: 1,
  retry: 0,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  expect: {},
  experimental: { importDurations: { limit: 0 } },
  snapshotOptions,
} as unknown as SerializedConfig;

// What vitest's runner and `expect` find in a worker of vitest.
const state = {
  config,
  ctx: {},
  environment: {},
  durations: {},
  onCleanup: () => {},
  rpc: { snapshotSaved: () => {} },
};
Object.assign(globalThis, { __vitest_worker__: state });

class Runner extends TestRunner {
  override importFile: TestRunner["importFile"];
  override trace = undefined as unknown as TestRunner["trace"];

  constructor(load: () => Promise<unknown>) {
    super(config);
    this.importFile = load;
  }
}

/** Runs the tests that `load` imports, with so many threads. */
export async function runFile(name: string, threads: number, load: () => Promise<unknown>): Promise<Report> {
  setThreads(threads);
  const [file] = await startTests([name], new Runner(load));
  const failed: string[] = [];
  let passed = 0;
  const visit = (task: Task | typeof file, path: string): void => {
    const state = task.result?.state;
    const messages = task.result?.errors?.map(textOf) ?? [];
    if (task.type === "test" && state === "pass") passed++;
    else if (messages.length > 0 || (task.type === "test" && state === "fail"))
      failed.push(`${path}: ${messages.join("\n")}`);
    if (task.type === "suite") for (const child of task.tasks) visit(child, `${path} > ${child.name}`);
  };
  visit(file, name);
  return { passed, failed };
}

const textOf = ({ message, cause }: TestError): string =>
  cause ? `${message}\nbecause ${textOf(cause)}` : message;
