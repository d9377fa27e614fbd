// npm test: every test of every package, and the packages as packed. `npm test -- packages/conv` runs some.
import { runTests } from "./tests.mjs";
import { install, requireNode, run } from "./workspace.mjs";

requireNode();
await install();
// Kernels import what was built. If the build fails, so will their tests; the others can still tell why.
const build = await run(["exec", "turbo", "run", "build", "--output-logs=errors-only"], { show: false });
if (build.status !== 0) console.error(build.output);
const { passed, failed } = await runTests(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
