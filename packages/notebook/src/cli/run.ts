import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { type Command, Option } from "commander";
import { checkLedgers } from "../claims/check-ledgers.js";
import { findModules, notebooksIn, workspaceRoot } from "../files/workspace.js";
import { writeNotebook } from "../notebook-file/write.js";
import { compareOutputs } from "../run/compare.js";
import { describeFailure } from "../run/failure.js";
import { type NamedRun, runNotebooks } from "../run/run-notebooks.js";
import { copyPaths } from "./copy-paths.js";
import { positiveInteger, seconds } from "./numbers.js";

interface Options {
  jobs?: number;
  write?: boolean;
  check?: boolean;
  keepGoing?: boolean;
  cellTimeout?: number;
  notebookTimeout?: number;
}

/** Adds `convkit run`. */
export function addRun(program: Command): void {
  program
    .command("run")
    .description("run notebooks, each on a tslab kernel of its own; executed copies go to build/notebooks/")
    .argument("[notebooks...]", "notebook files (default: those of the nearest notebooks/ folder)")
    .option("-j, --jobs <number>", "kernels side by side (default: number of cores)", positiveInteger)
    .addOption(new Option("-w, --write", "write outputs into the notebooks that pass").conflicts("check"))
    .option(
      "-c, --check",
      "fail where outputs differ from the stored ones, or claims.json from the notebooks",
    )
    .option("-k, --keep-going", "run on after a failing cell")
    .option("--cell-timeout <seconds>", "time for one cell (default: 300)", seconds)
    .option("--notebook-timeout <seconds>", "time for one notebook (default: 1800)", seconds)
    .addHelpText("after", examples)
    .action(run);
}

const examples = `
Cells tagged "measured" may differ from their stored output; their errors still count.

Examples:
  $ convkit run                                          run every notebook of the workspace
  $ convkit run --check                                  do they still say what they said?
  $ convkit run --write notebooks/01-convolution.ipynb   store what this one says now
  $ convkit run --keep-going --jobs 2 --cell-timeout 60  see every failing cell`;

async function run(given: string[], options: Options, command: Command): Promise<void> {
  const workspace = workspaceRoot();
  const chosen = given.length > 0 ? given : notebooksIn(join(workspace, "notebooks"));
  const paths = [...new Set(chosen.map((path) => relative(process.cwd(), path)))];
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) command.error(`error: there is no notebook ${missing}`);
  if (paths.length === 0)
    command.error("error: no notebooks/ folder with notebooks here or above; name some");
  const copies = new Map(copyPaths(paths, workspace).map((copy, index) => [paths[index], copy]));

  const finish = (done: NamedRun): void => {
    if (!options.write) writeNotebook(copies.get(done.path)!, done.executed);
    if (done.failures.length > 0) return;
    if (options.write) writeNotebook(done.path, done.executed);
    if (options.check) done.failures.push(...compareOutputs(done.stored, done.executed));
  };
  const progress = process.stdout.isTTY === true;
  const runs = await runNotebooks(paths, { ...options, progress, modules: findModules(), onDone: finish });

  for (const done of runs) report(done);
  let failed = runs.some(({ failures }) => failures.length > 0);
  if (options.check && !failed) {
    for (const [ledger, problems] of checkLedgers(paths)) {
      console.error([ledger, ...problems.map((problem) => `  ${problem}`)].join("\n"));
      failed = true;
    }
  }
  if (failed) process.exitCode = 1;
}

/** One line a notebook; what went wrong on stderr. */
function report({ path, cells, seconds, failures }: NamedRun): void {
  const mark = failures.length === 0 ? "ok    " : "failed";
  console.log(`${mark} ${path}  ${cells} ${cells === 1 ? "cell" : "cells"}  ${seconds.toFixed(1)} s`);
  for (const failure of failures) console.error(describeFailure(path, failure));
}
