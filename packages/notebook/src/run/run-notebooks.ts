import { writeSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { Listr } from "listr2";
import type { Notebook } from "../notebook-file/notebook.js";
import { readNotebook } from "../notebook-file/read.js";
import { type NotebookRun, type RunOptions, runNotebook } from "./run-notebook.js";

export interface RunManyOptions extends Omit<RunOptions, "onCell"> {
  /** Kernels side by side; the number of cores if not given. */
  jobs?: number;
  /** Draws progress on the terminal. */
  progress?: boolean;
  /** Called as each notebook is done, in the order in which they end; what it adds to the failures counts. */
  onDone?: (run: NamedRun) => void;
}

export interface NamedRun extends NotebookRun {
  /** As given. */
  path: string;
  /** The notebook as it was read. */
  stored: Notebook;
}

/**
 * Runs notebooks, several at a time, each on a kernel of its own.
 * @returns what came out, in the order of the paths; failing notebooks are results, not exceptions
 * @throws FormatError if a file is no notebook, before anything runs
 * @example
 * const runs = await runNotebooks(["notebooks/01-convolution.ipynb"], { jobs: 2 });
 * for (const { path, failures } of runs) console.log(path, failures.length === 0 ? "ok" : failures);
 */
export async function runNotebooks(
  paths: readonly string[],
  { jobs = availableParallelism(), progress = false, onDone, ...options }: RunManyOptions = {},
): Promise<NamedRun[]> {
  const notebooks = paths.map((path) => ({ path, stored: readNotebook(path) }));
  const runs: NamedRun[] = [];
  const errors: unknown[] = [];
  const runOne = async (index: number, onCell: RunOptions["onCell"]): Promise<NamedRun> => {
    const { path, stored } = notebooks[index];
    const run = { path, stored, ...(await runNotebook(resolve(path), stored, { ...options, onCell })) };
    runs[index] = run;
    onDone?.(run);
    return run;
  };
  const tasks = new Listr(
    notebooks.map(({ path }, index) => ({
      title: path,
      task: async (_, task) => {
        const { failures } = await runOne(index, (number, cells) => {
          task.title = `${path}: cell ${number} of ${cells}`;
        }).catch((error) => {
          errors.push(error);
          throw error;
        });
        task.title = path;
        if (failures.length > 0) throw new Error(failures[0].name);
      },
    })),
    {
      concurrent: jobs,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: progress ? "default" : "silent",
      rendererOptions: { showErrorMessage: false },
    },
  );
  if (progress) process.once("exit", showCursor);
  await tasks.run();
  process.off("exit", showCursor);
  if (errors.length > 0) throw errors[0];
  return runs;
}

/** The renderer hides it and shows it again at its end, which Ctrl-C forestalls; it holds back `process.stdout`. */
function showCursor(): void {
  writeSync(1, "\x1b[?25h");
}
