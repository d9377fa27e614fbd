import { setTimeout as delay } from "node:timers/promises";
import type { Kernel } from "../kernel/kernel.js";
import type { Cell, Output } from "../notebook-file/notebook.js";
import type { Message } from "../wire/message.js";
import type { Failure } from "./failure.js";
import { addOutput, type Displays } from "./outputs.js";

/** A cell on its way through the kernel. */
export interface Execution {
  cell: Cell;
  /** The execution count. */
  number: number;
  outputs: Output[];
  characters: number;
  /** The kernel has said that it is idle again. */
  finished: boolean;
  failures: Failure[];
}

/** At most so many characters of output a cell; GitHub shows notebooks up to about 1 MB. */
export const outputLimit = 8_000_000;

/** The cells of one notebook on one kernel: sends them, and credits what the kernel publishes to its cell. */
export class Session {
  readonly executions: Execution[] = [];
  /** Resolves when a cell has printed more than the limit. */
  readonly flooded: Promise<Execution>;

  readonly #kernel: Kernel;
  readonly #byRequest = new Map<string, Execution>();
  readonly #whenIdle = new Map<string, () => void>();
  readonly #displays: Displays = new Map();
  #reportFlood: (execution: Execution) => void = () => {};

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.flooded = new Promise((resolve) => {
      this.#reportFlood = resolve;
    });
    kernel.client.onPublished = (message) => this.#publish(message);
  }

  /** Runs a cell; resolves with its execution when the kernel has replied and is idle. */
  async run(cell: Cell): Promise<Execution> {
    const number = this.executions.length + 1;
    const execution = { cell, number, outputs: [], characters: 0, finished: false, failures: [] };
    this.executions.push(execution);
    // After an error the kernel refuses for 200 ms whatever comes, so that a front end's queue is dropped.
    while ((await this.#request(cell.source, execution)) === "aborted") {
      execution.finished = false;
      await delay(50);
    }
    return execution;
  }

  /** Gives timers that are due, and messages under way, the chance to show what they still had to say. */
  async settle(): Promise<void> {
    await this.#request("await new Promise((resolve) => setTimeout(resolve, 50));");
  }

  async #request(code: string, execution?: Execution): Promise<unknown> {
    const { id, reply } = this.#kernel.client.request("execute_request", {
      code,
      silent: false,
      store_history: true,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: true,
    });
    if (execution) this.#byRequest.set(id, execution);
    const idle = new Promise<void>((resolve) => this.#whenIdle.set(id, resolve));
    const { status } = (await reply).content;
    await Promise.race([idle, delay(2_000, undefined, { ref: false })]);
    return status;
  }

  #publish(message: Message): void {
    const id = message.parent.msg_id ?? "";
    const execution = this.#byRequest.get(id);
    if (message.header.msg_type === "status" && message.content.execution_state === "idle") {
      // At once: on a busy machine the next message may be late output, read before any promise resolves.
      if (execution) execution.finished = true;
      this.#whenIdle.get(id)?.();
    }
    if (!execution || execution.characters > outputLimit) return;
    if (!addOutput(execution.outputs, message, this.#displays)) return;
    execution.characters += JSON.stringify(message.content).length;
    if (execution.characters > outputLimit) this.#reportFlood(execution);
    const failure = failureOf(message, execution);
    if (failure)
      execution.failures.push({ cell: execution.number, source: firstLine(execution.cell), ...failure });
  }
}

/** The first line of a cell that is not blank. */
export function firstLine(cell: Cell): string {
  return cell.source.trimStart().split("\n", 1)[0];
}

/** What is wrong about an output: it is an error, by the launcher's account, or it is late. */
function failureOf(message: Message, { finished, failures }: Execution): Failure | undefined {
  const reported = message.metadata.convkit as Failure | undefined;
  if (reported) return reported;
  if (!finished || failures.some(({ name }) => name === lateOutput)) return undefined;
  const shown = message.content.text ?? message.header.msg_type;
  return {
    name: lateOutput,
    message: "it came after the cell had finished; await what makes it",
    details: [String(shown).slice(0, 200).trimEnd()],
  };
}

const lateOutput = "Late output";
