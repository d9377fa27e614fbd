import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./workspace.mjs";

/** Runs vitest. @returns how many tests passed and failed; a run that breaks off counts as a failure */
export async function runTests(args = []) {
  const report = join(root, "build", "tests.json");
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = await run(["exec", "vitest", "run", ...reporters, ...args], { show: true });
  try {
    const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed, failed: numFailedTests || (status === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
