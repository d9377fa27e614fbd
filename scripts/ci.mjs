// What must hold before a change is taken: style, types, figures and notebooks as stored, and every test.
import { runTests } from "./tests.mjs";
import { install, requireNode, run } from "./workspace.mjs";

const steps = {
  lint: ["exec", "biome", "ci", "--colors=off", "."],
  types: ["exec", "tsc", "-p", "tsconfig.json"],
  build: ["exec", "turbo", "run", "build", "--output-logs=errors-only"],
  figures: ["--filter", "@convkit/figures", "exec", "convkit", "figures", "--check"],
  notebooks: ["--filter", "@convkit/notebooks", "exec", "convkit", "run", "--check"],
};

requireNode();
await install();
let [passed, failed] = [0, 0];
for (const [name, args] of Object.entries(steps)) {
  const began = Date.now();
  const { status, output } = await run(args, { show: false });
  console.log(`${status === 0 ? "ok    " : "failed"} ${name}  ${((Date.now() - began) / 1000).toFixed(1)} s`);
  if (status === 0) passed++;
  else {
    failed++;
    console.log(output);
  }
}
const tests = await runTests();
passed += tests.passed;
failed += tests.failed;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
