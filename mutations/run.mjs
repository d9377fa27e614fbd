// Puts each stored fault into a copy of the workspace and checks that the claim's cell notices.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readNotebook, runNotebooks } from "@convkit/notebook";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

const chosen = process.argv.slice(2);
const { mutations } = read("mutations/mutations.json");
const { claims } = read("notebooks/claims.json");
const unknown = chosen.find((id) => !claims.some((claim) => claim.id === id));
if (unknown) {
  console.error(`mutations: there is no claim ${unknown}`);
  process.exit(2);
}

const copy = copyWorkspace();
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

let failed = 0;
const tried = mutations.filter(({ claim }) => chosen.length === 0 || chosen.includes(claim));
for (const mutation of tried) {
  const { claim, breaks } = mutation;
  const fault = await tryMutation(mutation);
  if (fault) failed++;
  console.log(`${fault ? "failed" : "ok    "} ${claim}: ${breaks}${fault ? `: ${fault}` : ""}`);
}
const carried = claims.filter(
  ({ id, status }) => status === "carried" && (!chosen.length || chosen.includes(id)),
);
for (const { id } of carried) {
  if (mutations.some(({ claim }) => claim === id)) continue;
  failed++;
  console.log(`failed ${id}: no mutation is stored for it`);
}
console.log(`${tried.length} mutations, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** @returns what is wrong, or undefined where the claim's cell failed as it should */
async function tryMutation({ claim, file, find, replace }) {
  const path = join(copy, file);
  const source = readFileSync(path, "utf8");
  if (source.split(find).length !== 2) return `${file} does not hold ${JSON.stringify(find)} exactly once`;
  writeFileSync(
    path,
    source.replace(find, () => replace),
  );
  try {
    build(file);
    const { notebook } = claims.find(({ id }) => id === claim);
    const name = join(copy, "notebooks", `${notebook}.ipynb`);
    const code = readNotebook(name).cells.filter(({ cell_type }) => cell_type === "code");
    const [{ failures }] = await runNotebooks([name], { keepGoing: true });
    const red = failures.flatMap(({ cell }) => (cell ? [code[cell - 1]] : []));
    if (red.some(({ metadata }) => metadata.convkit?.claims?.includes(claim))) return undefined;
    return red.length > 0 ? `only ${red.map(({ id }) => id).join(", ")} failed` : "no cell failed";
  } finally {
    writeFileSync(path, source);
    build(file);
  }
}

/** Compiles the package of a source file, in the copy. */
function build(file) {
  const [, name] = file.split("/");
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const args = [tsc, "-p", join(copy, "packages", name)];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} does not compile:\n${stdout}`);
}

/** Packages and notebooks with their links; what is installed is shared. */
function copyWorkspace() {
  const folder = mkdtempSync(join(tmpdir(), "convkit-mutations-"));
  for (const part of ["packages", "notebooks", "package.json", "pnpm-workspace.yaml", "tsconfig.base.json"])
    cpSync(join(root, part), join(folder, part), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"), "dir");
  return folder;
}
