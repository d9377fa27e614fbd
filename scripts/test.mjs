import { spawnSync } from "node:child_process";

const r = spawnSync("npx", ["--yes", "pnpm@10.34.9", "exec", "vitest", "run", "--passWithNoTests"], {
  stdio: "inherit",
});
process.exit(r.status ?? 1);
