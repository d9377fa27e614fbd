// npm test: every test of every package, and the packages as packed. `npm test -- packages/conv` runs some.

import { runTests } from "./tests.mjs";
import { install, requireNode } from "./workspace.mjs";

requireNode();
await install();
const { passed, failed } = await runTests(process.argv.slice(2));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
