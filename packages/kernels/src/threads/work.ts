/**
 * What a thread of the pool does. `work` and `serve` are sent to workers as text, so they use nothing but their
 * parameters and what every worker has, and bind no functions to names (a bundler may wrap those in helpers of its own).
 */
import type { RoutineCall } from "../machine.js";

declare const performance: { now(): number };
declare const WebAssembly: {
  Instance: new (module: object, imports: object) => { exports: Record<string, RoutineCall> };
  Memory: new (limits: { initial: number; maximum: number }) => object;
};

/** Words of the memory through which threads meet. What different threads write lies on different cache lines. */
export interface Words {
  /**
   * The next item that nobody has. Items are numbered through all steps of all runs, so an item that is claimed by
   * comparing this word belongs to the step that the thread has read about: no later one has the same number.
   */
  readonly ticket: number;
  /** One after the last item of the current step; written last, so who sees it sees all about the step. */
  readonly end: number;
  /** The number of the step's first item. */
  readonly start: number;
  readonly machine: number;
  readonly routine: number;
  readonly descriptor: number;
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Threads that there is scratch for. */
  readonly threads: number;
  /** How many workers have begun. */
  readonly up: number;
  /** How many items have been done: `end` when the step is. */
  readonly done: number;
  /** Workers that wait for `end` to change. */
  readonly sleepers: number;
  /** The length of the text of the first failure, then its character codes. */
  readonly failure: number;
}

export const words: Words = {
  ticket: 0,
  end: 16,
  start: 17,
  machine: 18,
  routine: 19,
  descriptor: 20,
  scratch: 21,
  scratchBytes: 22,
  threads: 23,
  up: 24,
  done: 32,
  sleepers: 48,
  failure: 64,
};

/** Words that a failure's text may take, and of the whole. */
export const failureWords = 190;
export const controlWords: number = words.failure + 1 + failureWords;

/** A worker gets what it does not have yet: with `memory` all routines of a machine, without it further ones. */
export interface Message {
  /** On shared memory. */
  readonly control: Int32Array;
  readonly thread: number;
  /** 0 in the first message, and below 0 where it asks to let go of machines before. */
  readonly machine: number;
  readonly memory?: object;
  readonly routines: readonly { readonly key: string; readonly module: object; readonly name: string }[];
}

/** What a worker keeps from one message to the next: the last machine's memory and what works on it. */
export interface Held {
  memory?: object;
  routines: RoutineCall[];
  instances: Record<string, Record<string, RoutineCall>>;
}

/**
 * Claims and does items of the current step until none is left for this thread. The result is the step's end, or
 * undefined where the thread lacks the machine or the routine: a message with them is on its way.
 */
export function work(
  control: Int32Array,
  at: Words,
  machine: number,
  routines: readonly RoutineCall[],
  thread: number,
): number | undefined {
  for (;;) {
    const ticket = Atomics.load(control, at.ticket);
    const end = Atomics.load(control, at.end);
    const left = (end - ticket) | 0;
    if (left === 0) return end;
    // The step may be over while this reads about it, and the words be another's; then the ticket has changed as well.
    const known = control[at.machine] === machine;
    const routine = routines[control[at.routine]];
    const descriptor = control[at.descriptor];
    const scratch = control[at.scratch] + thread * control[at.scratchBytes];
    const threads = control[at.threads];
    const first = (ticket - control[at.start]) | 0;
    if (thread >= threads || !known || routine === undefined) {
      if (Atomics.load(control, at.ticket) !== ticket) continue;
      return thread >= threads ? end : undefined;
    }
    // Many at first, single ones at last, so that all threads end at about the same time.
    const count = Math.max(1, Math.floor(left / (4 * threads)));
    if (Atomics.compareExchange(control, at.ticket, ticket, (ticket + count) | 0) !== ticket) continue;
    try {
      for (let item = first; item < first + count; item++) routine(scratch, descriptor, item);
    } catch (error) {
      const text = String(error).slice(0, control.length - at.failure - 1);
      if (Atomics.compareExchange(control, at.failure, 0, text.length) === 0)
        for (let i = 0; i < text.length; i++) control[at.failure + 1 + i] = text.charCodeAt(i);
    }
    const done = (Atomics.add(control, at.done, count) + count) | 0;
    if (done === Atomics.load(control, at.end)) Atomics.notify(control, at.done);
  }
}

/** What a worker does on a message: works, waits and works, until a step needs what only a further message brings. */
export function serve(message: Message, held: Held, at: Words, spin: number, take: typeof work): void {
  const control = message.control;
  if (message.memory) {
    held.memory = message.memory;
    held.routines = [];
    held.instances = {};
  }
  if (message.machine === 0) Atomics.add(control, at.up, 1);
  // The heap of a worker hardly grows, so what it let go of is collected only when it is refused a memory of its own.
  if (message.machine < 0)
    try {
      new WebAssembly.Memory({ initial: 1, maximum: 1 });
    } catch {}
  const { routines, instances } = held;
  for (const { key, module, name } of message.routines) {
    instances[key] ??= new WebAssembly.Instance(module, { arena: { memory: held.memory } }).exports;
    routines.push(instances[key][name]);
  }
  for (;;) {
    const end = take(control, at, message.machine, routines, message.thread);
    if (end === undefined) return;
    const current = control[at.machine];
    if (current < 0 && current !== message.machine) return;
    const until = performance.now() + spin;
    while (Atomics.load(control, at.end) === end && performance.now() < until);
    Atomics.add(control, at.sleepers, 1);
    Atomics.wait(control, at.end, end);
    Atomics.sub(control, at.sleepers, 1);
  }
}
