import type { Places, Program, Step } from "./program.js";
import { instantiate, type Memory, newMemory } from "./wasm/host.js";

/** Words kept for each step's descriptor. */
export const descriptorWords = 64;
const page = 65536;

/** Bytes that so many elements of four bytes take: cache lines do not straddle two parts. */
export const lineBytes = (elements: number): number => Math.ceil((4 * elements) / 64) * 64;

export type RoutineCall = (scratch: number, descriptor: number, index: number) => void;

/** A step whose descriptor lies in memory. */
export interface LoadedStep {
  readonly routine: RoutineCall;
  readonly descriptor: number;
  readonly items: number;
}

/** A memory with the routines that work on it. */
export class Machine {
  readonly memory: Memory;
  readonly #bound = new Map<string, Record<string, RoutineCall>>();

  constructor(maximumBytes: number) {
    this.memory = newMemory(Math.ceil(maximumBytes / page));
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
      return { routine: this.#bind(routine), descriptor, items };
    });
  }

  /** Runs steps one after another; `scratch` is the address of as many bytes as their program asks for. */
  run(steps: readonly LoadedStep[], scratch: number): void {
    for (const { routine, descriptor, items } of steps)
      for (let index = 0; index < items; index++) routine(scratch, descriptor, index);
  }

  #bind({ module, name }: Step["routine"]): RoutineCall {
    let routines = this.#bound.get(module.key);
    if (!routines) {
      routines = instantiate(module.bytes(false), this.memory);
      this.#bound.set(module.key, routines);
    }
    return routines[name];
  }
}
