// npm run bench: installs the peers once, bundles the benchmark with the packages' sources, and runs it.
// --choices and --page need no peers.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const { packageManager } = JSON.parse(readFileSync(join(here, "../package.json"), "utf8"));

const alone = ["choices", "page"].find((name) => process.argv.includes(`--${name}`));

if (!alone && !existsSync(join(here, "node_modules"))) {
  console.log("Installing the libraries to compare with (about 500 MB) …");
  const install = [
    "--yes",
    packageManager,
    "install",
    "--ignore-workspace",
    "--ignore-scripts",
    "--frozen-lockfile",
  ];
  const { status } = spawnSync("npx", install, {
    cwd: here,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) console.log("The installation failed: only ConvKit is measured.");
}

const outdir = join(here, "build");
await build({
  entryPoints: (alone ? [alone] : ["main", "worker", "alone"]).map((name) => join(here, `src/${name}.ts`)),
  outdir,
  bundle: true,
  splitting: true, // a library's file is read where the library is measured
  platform: "node",
  format: "esm",
  conditions: ["@convkit/source"],
  external: ["flatbuffers", "esbuild"],
});
process.exitCode =
  spawnSync(process.execPath, [join(outdir, `${alone ?? "main"}.js`), ...process.argv.slice(2)], {
    stdio: "inherit",
  }).status ?? 1;
