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

/** What was skipped: tests, or their group where it has several. */
function skipped(files) {
  const groups = new Map();
  for (const { status, ancestorTitles, title } of files.flatMap(({ assertionResults }) => assertionResults)) {
    const group = ancestorTitles.join(": ");
    if (status === "skipped") groups.set(group, [...(groups.get(group) ?? []), title]);
  }
  return [...groups].map(([group, titles]) =>
    titles.length > 1 ? `${group} (${titles.length} tests)` : [group, ...titles].filter(Boolean).join(": "),
  );
}
