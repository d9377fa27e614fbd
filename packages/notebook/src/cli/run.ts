import { join, relative } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { findModules, notebooksIn, workspaceRoot } from "../files/workspace.js";
import { writeNotebook } from "../notebook-file/write.js";
import { describe } from "../run/failure.js";
import { type NamedRun, runNotebooks } from "../run/run-notebooks.js";
import { copyPaths } from "./copy-paths.js";

interface Options {
  jobs?: number;
  write?: boolean;
  keepGoing?: boolean;
  cellTimeout?: number;
  notebookTimeout?: number;
}

/** Adds `convkit run`. */
export function addRun(program: Command): void {
  program
    .command("run")
    .description("Run notebooks, each on a tslab kernel of its own.")
    .argument("[notebooks...]", "notebook files; those of the nearest notebooks/ folder if none is given")
    .option("-j, --jobs <number>", "kernels side by side (default: number of cores)", positiveInteger)
    .option(
      "-w, --write",
      "write outputs into the notebooks that pass, instead of copies to build/notebooks/",
    )
    .option("-k, --keep-going", "run on after a failing cell")
    .option("--cell-timeout <seconds>", "time for one cell (default: 300)", positive)
    .option("--notebook-timeout <seconds>", "time for one notebook (default: 1800)", positive)
    .addHelpText("after", examples)
    .action(run);
}

const examples = `
Examples:
  $ convkit run                                    every notebook of the workspace, copies in build/notebooks/
  $ convkit run --write notebooks/01-intro.ipynb   store the outputs in the notebook
  $ convkit run --jobs 2 --cell-timeout 60`;

async function run(given: string[], options: Options, command: Command): Promise<void> {
  const workspace = workspaceRoot();
  const chosen = given.length > 0 ? given : notebooksIn(join(workspace, "notebooks"));
  const paths = chosen.map((path) => relative(process.cwd(), path));
  if (paths.length === 0)
    command.error("error: no notebooks/ folder with notebooks here or above; name notebooks");
  const copies = copyPaths(paths, workspace);
  const progress = process.stdout.isTTY === true;
  const runs = await runNotebooks(paths, {
    ...options,
    progress,
    modules: findModules(),
    onDone: (done) => {
      if (!options.write) writeNotebook(copies[paths.indexOf(done.path)], done.executed);
      else if (done.failures.length === 0) writeNotebook(done.path, done.executed);
    },
  });
  for (const done of runs) report(done);
  if (runs.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
}

function report({ path, cells, seconds, failures }: NamedRun): void {
  console.log(`${failures.length === 0 ? "ok  " : "FAIL"}  ${path}  ${cells} cells  ${seconds.toFixed(1)} s`);
  for (const failure of failures) console.error(describe(path, failure));
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError("Expected a positive number.");
  return value;
}

function positiveInteger(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError("Expected a positive whole number.");
  return value;
}
