import type { LoadedStep, RoutineCall } from "../machine.js";
import { newMemory } from "../wasm/host.js";
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
  /** Of the machine that workers serve when they let go of others. */
  readonly #empty: object = newMemory(1, true);
  #collections = 0;

  /** @param failed is called with the reason when a worker does not start, or dies */
  constructor(workers: number, failed: (reason: string) => void) {
    try {
      for (let i = 0; i < workers; i++)
        this.#members.push({ worker: startWorker(failed), machine: 0, routines: 0 });
    } catch (error) {
      this.stop();
      throw error;
    }
    const control = this.#control;
    this.#members.forEach(({ worker }, i) => {
      worker.post({ control, thread: i + 1, machine: 0, routines: [] });
    });
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

  /**
   * Has workers let go of machines that are used no more, and waits a little. Browsers hold about a hundred memories at
   * a time, and count those that a worker has not collected.
   */
  collect(): void {
    const empty = { id: --this.#collections, memory: this.#empty, calls: [() => {}], routines: [] };
    const nothing = { routine: empty.calls[0], number: 0, descriptor: 0, items: 1 };
    this.run(empty, nothing, { at: 0, bytes: 0, threads: this.workers + 1 });
    Atomics.wait(this.#control, words.done, this.#control[words.done], 20);
  }

  /**
   * Sends workers what they do not have of a machine; one that serves another then leaves it to read that. While they
   * start, which in a browser they do not before the caller is idle, nothing is sent that they would hold unread.
   */
  #inform({ id, memory, routines }: Shared, threads: number): void {
    if (Atomics.load(this.#control, words.up) < this.workers) return;
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
