// npm run browser: the kernels' tests in Chromium; `npm run browser -- --bench` measures them there instead.
import { chromium } from "./chromium.mjs";
import { runTests } from "./tests.mjs";
import { install, requireNode, run } from "./workspace.mjs";

requireNode();
if (chromium.absent) console.log(`Skipped: ${chromium.absent}.`);
else {
  await install();
  const [first, ...rest] = process.argv.slice(2);
  if (first === "--bench") {
    const { status } = await run(["exec", "node", "benchmarks/browser.mjs", ...rest], { show: true });
    process.exitCode = status;
  } else {
    const { passed, failed } = await runTests(["--project", "browser", ...process.argv.slice(2)]);
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  }
}
