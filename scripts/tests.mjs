import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, run, terminal } from "./workspace.mjs";

/**
 * Runs vitest, and says what was skipped.
 * @returns how many tests passed and failed; a run that breaks off counts as a failure
 */
export async function runTests(args = []) {
  const report = join(root, "build", "tests.json");
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const colours = terminal ? [] : ["--no-color"];
  const { status } = await run(["exec", "vitest", "run", ...colours, ...reporters, ...args], { show: true });
  try {
    const { numPassedTests: passed, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
    for (const name of skipped(testResults)) console.log(`skipped: ${name}`);
    return { passed, failed: numFailedTests || (status === 0 ? 0 : 1) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

/** What was skipped, each group of tests once. */
function skipped(files) {
  const tests = files
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "skipped");
  return new Set(tests.map(({ ancestorTitles, title }) => ancestorTitles.join(" ") || title));
}
