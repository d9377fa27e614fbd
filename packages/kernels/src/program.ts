import type { CodeModule } from "./wasm/module.js";

/**
 * WebAssembly that does one item of a step: (scratch, descriptor, index). `descriptor` is the address of the words that
 * say what to do, `scratch` that of memory which belongs to the calling thread alone.
 */
export interface Routine {
  readonly module: CodeModule;
  readonly name: string;
}

/** Items that may run at once, in any order and on any thread: they write to different places. */
export interface Step {
  readonly routine: Routine;
  /** The descriptor. */
  readonly words: readonly number[];
  readonly items: number;
}

/** An operand or result: elements of one sample, or of all samples where they share it. */
export interface Part {
  readonly size: number;
  readonly perSample: boolean;
}

/** Where the parts of a program lie, as byte addresses, each on its own cache lines. */
export interface Places {
  /** In the order of `Program.operands`. */
  readonly operands: readonly number[];
  readonly prepared: number;
  readonly shared: number;
  readonly tables: readonly number[];
}

/**
 * A computation as steps with a barrier after each. The split into items depends on shapes alone, so any number of
 * threads gives the same bits. It computes one sample at a time; sizes are told without lists, so that one can ask
 * about shapes of any size.
 */
export interface Program {
  /** The operands, the result last. */
  readonly operands: readonly Part[];
  /** Floats for what `prepare` makes of operands that stay the same from run to run. */
  readonly prepared: number;
  /** Floats that the steps of a run hand to one another. */
  readonly shared: number;
  /** Floats that each thread needs for itself. */
  readonly scratch: number;
  /** Words of each constant table. */
  readonly tables: readonly number[];
  /** At most so many steps, in `prepare` and `run` together. */
  readonly steps: number;
  makeTables(): Int32Array[];
  prepare(at: Places): Step[];
  /** Writes every element of the result; with `accumulate`, adds to what stands there. */
  run(at: Places, accumulate: boolean): Step[];
}

/** What a program does beside its product, on the way of each result to memory: clamp(sum + bias + residual). */
export interface Fusion {
  /** A bias is the third operand. */
  readonly bias?: boolean;
  /** What is added to the result, an operand of its size after all others. */
  readonly residual?: boolean;
  readonly clamp?: readonly [low: number, high: number];
  /** The second operand (the weights) is the same in every run: it is worth preparing. */
  readonly constant?: boolean;
}
