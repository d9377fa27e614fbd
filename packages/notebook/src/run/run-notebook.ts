import { dirname } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { type Exit, Kernel } from "../kernel/kernel.js";
import { type Cell, executableCells, type Notebook } from "../notebook-file/notebook.js";
import type { Failure } from "./failure.js";
import { type Execution, firstLine, outputLimit, Session } from "./session.js";

export interface RunOptions {
  /** Runs on after a failing cell. */
  keepGoing?: boolean;
  /** Seconds that one cell may take; 300 if not given. */
  cellTimeout?: number;
  /** Seconds that a notebook may take; 1800 if not given. */
  notebookTimeout?: number;
  /** A node_modules folder that cells may import from as well as from the notebook's own. */
  modules?: string;
  /** Called as a cell starts, with its number from 1 and the number of cells. */
  onCell?: (number: number, cells: number) => void;
}

export interface NotebookRun {
  /** The notebook with the outputs of this run. */
  executed: Notebook;
  failures: Failure[];
  /** Cells that ran. */
  cells: number;
  seconds: number;
}

/**
 * Runs a notebook's code cells in order on a tslab kernel of its own, in the notebook's folder.
 * @param path the notebook's file; relative paths in cells start from its folder
 * @returns what came out; a failing notebook is a result, not an exception
 * @example
 * const path = "notebooks/01-convolution.ipynb";
 * const { failures } = await runNotebook(path, readNotebook(path), { cellTimeout: 60 });
 * for (const failure of failures) console.error(describeFailure(path, failure));
 */
export async function runNotebook(
  path: string,
  notebook: Notebook,
  options: RunOptions = {},
): Promise<NotebookRun> {
  const start = performance.now();
  const { executions, end } = await execute(path, notebook, options);
  const failures = executions.flatMap((execution) => execution.failures);
  return {
    executed: withOutputs(notebook, executions),
    failures: end ? [...failures, end] : failures,
    cells: executions.length,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The cells that ran, and the failure that ended the kernel, if one did. */
async function execute(
  path: string,
  notebook: Notebook,
  options: RunOptions,
): Promise<{ executions: readonly Execution[]; end?: Failure }> {
  let kernel: Kernel;
  try {
    kernel = await Kernel.start({ cwd: dirname(path), modules: options.modules });
  } catch (error) {
    return { executions: [], end: { name: "Kernel did not start", message: (error as Error).message } };
  }
  const session = new Session(kernel);
  const end = await runCells(executableCells(notebook), session, kernel, options).finally(kernel.stop);
  return { executions: session.executions, end };
}

/** Runs the cells until one fails; resolves with the failure that ended the kernel, if one did. */
async function runCells(
  cells: readonly Cell[],
  session: Session,
  kernel: Kernel,
  { keepGoing = false, cellTimeout = 300, notebookTimeout = 1800, onCell }: RunOptions,
): Promise<Failure | undefined> {
  const deadline = timer(notebookTimeout);
  const ended = Promise.race([
    kernel.exited.then((exit) => died(exit, kernel)),
    session.flooded.then(flooded),
    deadline.over.then(() => overtime("notebook", notebookTimeout)),
  ]);
  try {
    for (const [index, cell] of cells.entries()) {
      onCell?.(index + 1, cells.length);
      const end = await runCell(cell, session, kernel, ended, cellTimeout);
      if (end) return { cell: index + 1, source: firstLine(cell), ...end };
      if (session.executions[index].failures.length > 0 && !keepGoing) return undefined;
    }
    return await Promise.race([ended, session.settle().then(() => undefined)]);
  } finally {
    deadline.clear();
  }
}

/** Runs a cell, interrupts it after its time; resolves with the failure that ended the kernel, if one did. */
async function runCell(
  cell: Cell,
  session: Session,
  kernel: Kernel,
  ended: Promise<Failure>,
  cellTimeout: number,
): Promise<Failure | undefined> {
  const running = session.run(cell);
  const done = running.then(() => undefined);
  const limit = timer(cellTimeout);
  const grace = timer(cellTimeout + 2);
  const failure = overtime("cell", cellTimeout);
  try {
    const first = await Promise.race([done, ended, limit.over]);
    if (first !== "over") return first;
    kernel.interrupt();
    const second = await Promise.race([done, ended, grace.over]);
    if (second) return second === "over" ? failure : second;
    const { number, failures } = await running;
    // The error that the interrupt made says less.
    failures.pop();
    failures.push({ cell: number, source: firstLine(cell), ...failure });
    return undefined;
  } finally {
    limit.clear();
    grace.clear();
  }
}

function timer(seconds: number): { over: Promise<"over">; clear: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const over = new Promise<"over">((resolve) => {
    handle = setTimeout(resolve, seconds * 1000, "over");
  });
  return { over, clear: () => clearTimeout(handle) };
}

function overtime(what: "cell" | "notebook", seconds: number): Failure {
  return { name: "Timeout", message: `the ${what} took longer than ${seconds} s (--${what}-timeout)` };
}

function flooded(): Failure {
  return { name: "Too much output", message: `the cell printed more than ${outputLimit / 1e6} MB` };
}

async function died({ code, signal }: Exit, kernel: Kernel): Promise<Failure> {
  // What it published last may still be on its way.
  await delay(100);
  const words = kernel.rawOutput.trim();
  return {
    name: "Kernel died",
    message: signal ? `it was killed by ${signal}` : `it exited with code ${code}`,
    details: words ? ["It last wrote:", words] : [],
  };
}

function withOutputs(notebook: Notebook, executions: readonly Execution[]): Notebook {
  const byCell = new Map(executions.map((execution) => [execution.cell, execution]));
  const cells = notebook.cells.map((cell) => {
    if (cell.cell_type !== "code") return cell;
    const execution = byCell.get(cell);
    return { ...cell, outputs: execution?.outputs ?? [], execution_count: execution?.number ?? null };
  });
  return { ...notebook, cells };
}
