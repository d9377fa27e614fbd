/** Runs test files where vitest itself cannot: in a worker of a page. Bundled for a browser, with what they import. */
import { startTests } from "vitest/internal/browser";

/** What became of the tests of one file. */
export interface Report {
  readonly passed: number;
  /** Names of the others, each with the messages of its errors. */
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
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as unknown as Runner["config"];

/** Runs the tests that `load` imports. */
export async function runFile(name: string, load: () => Promise<unknown>): Promise<Report> {
  const [file] = await startTests([name], { config, importFile: load });
  const failed: string[] = [];
  let passed = 0;
  const visit = (task: Task | typeof file, path: string): void => {
    const state = task.result?.state;
    const messages = task.result?.errors?.map(({ message }) => message) ?? [];
    if (task.type === "test" && state === "pass") passed++;
    else if (task.type === "test" || messages.length > 0)
      failed.push(`${path}: ${messages.join("\n") || state}`);
    if (task.type === "suite") for (const child of task.tasks) visit(child, `${path} > ${child.name}`);
  };
  visit(file, name);
  return { passed, failed };
}
