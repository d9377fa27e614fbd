import type { LoadedStep, RoutineCall } from "../machine.js";
import { controlWords, type Message, words, work } from "./work.js";
import { spin, startWorker, type Worker } from "./worker.js";

declare const performance: { now(): number };

/** What threads share of a machine. */
export interface Shared {
  /** Tells it from every other machine. */
  readonly id: number;
  readonly memory: object;
  /** The routines so far, for the caller and for workers. */
  readonly calls: readonly RoutineCall[];
  readonly routines: Message["routines"];
}

/** Scratch for threads, one after another. */
export interface Scratch {
  readonly at: number;
  readonly bytes: number;
  readonly threads: number;
}

interface Member {
  readonly worker: Worker;
  /** What the worker has been sent. */
  machine: number;
  routines: number;
}

/** Workers that help the calling thread. A worker that is not up yet, or busy waking, is never waited for. */
export class Pool {
  readonly #control: Int32Array = new Int32Array(new SharedArrayBuffer(4 * controlWords));
  readonly #members: Member[] = [];

  /** @param failed is called with the reason when a worker does not start, or dies */
  constructor(workers: number, failed: (reason: string) => void) {
    try {
      for (let i = 0; i < workers; i++)
        this.#members.push({ worker: startWorker(failed), machine: -1, routines: 0 });
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  get workers(): number {
    return this.#members.length;
  }

  stop(): void {
    for (const { worker } of this.#members) worker.stop();
  }

  /**
   * Does all items of a step; the caller works too.
   * @throws Error where an item throws on any thread
   */
  run(machine: Shared, { number, descriptor, items }: LoadedStep, scratch: Scratch): void {
    const control = this.#control;
    this.#inform(machine, scratch.threads);
    const start = control[words.end];
    const end = (start + items) | 0;
    control[words.start] = start;
    control[words.machine] = machine.id;
    control[words.routine] = number;
    control[words.descriptor] = descriptor;
    control[words.scratch] = scratch.at;
    control[words.scratchBytes] = scratch.bytes;
    control[words.threads] = scratch.threads;
    Atomics.store(control, words.end, end);
    if (Atomics.load(control, words.sleepers) > 0) Atomics.notify(control, words.end);
    work(control, words, machine.id, machine.calls, 0);
    this.#await(end);
    this.#check();
  }

  /** Sends workers what they do not have of a machine; one that serves another then leaves it to read that. */
  #inform({ id, memory, routines }: Shared, threads: number): void {
    for (let i = 0; i < this.#members.length && i + 1 < threads; i++) {
      const member = this.#members[i];
      const same = member.machine === id;
      if (same && member.routines === routines.length) continue;
      member.worker.post({
        control: this.#control,
        thread: i + 1,
        machine: id,
        memory: same ? undefined : memory,
        routines: same ? routines.slice(member.routines) : routines,
      });
      member.machine = id;
      member.routines = routines.length;
    }
  }

  /** The barrier: waits until the last item is done. */
  #await(end: number): void {
    const control = this.#control;
    const until = performance.now() + spin;
    for (;;) {
      const done = Atomics.load(control, words.done);
      if (done === end) return;
      if (performance.now() > until) Atomics.wait(control, words.done, done);
    }
  }

  #check(): void {
    const control = this.#control;
    const length = control[words.failure];
    if (length === 0) return;
    const text = String.fromCharCode(...control.subarray(words.failure + 1, words.failure + 1 + length));
    control[words.failure] = 0;
    throw new Error(`kernels: an item failed: ${text}`);
  }
}
