import type { Places, Program, Step } from "./program.js";
import type { Shared } from "./threads/pool.js";
import { currentPool } from "./threads/threads.js";
import type { Message } from "./threads/work.js";
import { bind, compile, type Memory, newMemory } from "./wasm/host.js";

/** Words kept for each step's descriptor. */
export const descriptorWords = 64;
const page = 65536;

/** Bytes that so many elements of four bytes take: cache lines do not straddle two parts. */
export const lineBytes = (elements: number): number => Math.ceil((4 * elements) / 64) * 64;

export type RoutineCall = (scratch: number, descriptor: number, index: number) => void;

/** A step whose descriptor lies in memory. */
export interface LoadedStep {
  readonly routine: RoutineCall;
  /** The routine's number in its machine. */
  readonly number: number;
  readonly descriptor: number;
  readonly items: number;
}

interface Bound {
  readonly module: object;
  readonly exports: Record<string, RoutineCall>;
}

let machines = 0;

/** Where none can be had, workers are asked to let go of others before it is refused. */
function takeMemory(pages: number, shared: boolean): Memory {
  for (let attempt = 0; ; attempt++)
    try {
      return newMemory(pages, shared);
    } catch (error) {
      const pool = currentPool();
      if (!pool || attempt === 10) throw error;
      pool.collect();
    }
}

/** A memory with the routines that work on it. */
export class Machine {
  readonly memory: Memory;
  /** The most threads that can work on it. */
  readonly threads: number;
  readonly #bound = new Map<string, Bound>();
  /** Routines by their number, and how another thread makes them. */
  readonly #calls: RoutineCall[] = [];
  readonly #routines: Message["routines"][number][] = [];
  readonly #shared: Shared;

  /**
   * @param threads the most that shall work on it, `threads()` where all shall. For more than one its memory is shared
   * among them, which makes copying in and out 1.3 to 1.7 times slower.
   */
  constructor(maximumBytes: number, threads = 1) {
    this.threads = threads;
    this.memory = takeMemory(Math.ceil(maximumBytes / page), threads > 1);
    const [calls, routines] = [this.#calls, this.#routines];
    this.#shared = { id: ++machines, memory: this.memory, calls, routines };
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Grows the memory to so many bytes at least; views of it made before are stale then. */
  ensure(bytes: number): void {
    const missing = bytes - this.bytes;
    if (missing > 0) this.memory.grow(Math.ceil(missing / page));
  }

  /** Writes the tables to their places. */
  writeTables(program: Program, at: Places): void {
    const integers = new Int32Array(this.memory.buffer);
    program.makeTables().forEach((table, i) => {
      integers.set(table, at.tables[i] / 4);
    });
  }

  /** Writes the descriptors from `at` on, `descriptorWords` each. */
  load(steps: readonly Step[], at: number): LoadedStep[] {
    const integers = new Int32Array(this.memory.buffer);
    return steps.map(({ routine, words, items }, i) => {
      const descriptor = at + 4 * descriptorWords * i;
      integers.set(words, descriptor / 4);
      return { ...this.#bind(routine), descriptor, items };
    });
  }

  /**
   * Runs steps one after another, on as many threads as there are and as have scratch.
   *
   * @param scratch the address of as many bytes as the steps' program asks for, those of the calling thread
   * @param scratchBytes from there to those of the next thread
   * @param count threads that have scratch; more than `machine.threads` are of no use
   */
  run(steps: readonly LoadedStep[], scratch: number, scratchBytes = 0, count = 1): void {
    const pool = Math.min(count, this.threads) > 1 ? currentPool() : undefined;
    const each = { at: scratch, bytes: scratchBytes, threads: count };
    for (const step of steps)
      if (pool && step.items > 1) pool.run(this.#shared, step, each);
      else for (let index = 0; index < step.items; index++) step.routine(scratch, step.descriptor, index);
  }

  #bind({ module, name }: Step["routine"]): Pick<LoadedStep, "routine" | "number"> {
    let bound = this.#bound.get(module.key);
    if (!bound) {
      const compiled = compile(module.bytes(this.threads > 1));
      bound = { module: compiled, exports: bind(compiled, this.memory) };
      this.#bound.set(module.key, bound);
    }
    const routine = bound.exports[name];
    const known = this.#calls.indexOf(routine);
    if (known >= 0) return { routine, number: known };
    this.#calls.push(routine);
    this.#routines.push({ key: module.key, module: bound.module, name });
    return { routine, number: this.#calls.length - 1 };
  }
}
