// npm run browser: the kernels' tests in Chromium.
import { chromium } from "./chromium.mjs";
import { runTests } from "./tests.mjs";
import { install, requireNode } from "./workspace.mjs";

requireNode();
if (chromium.absent) console.log(`Skipped: ${chromium.absent}.`);
else {
  await install();
  const { passed, failed } = await runTests(["--project", "browser", ...process.argv.slice(2)]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
