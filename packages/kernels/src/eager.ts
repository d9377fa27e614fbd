/** Runs a program on ordinary arrays: each sample is copied into an arena that all calls share, and its result out. */
import { descriptorWords, type LoadedStep, lineBytes, Machine } from "./machine.js";
import type { Places, Program, Step } from "./program.js";
import { threads } from "./threads/threads.js";

/** Bytes that eager calls may hold in WebAssembly memory: 256 MiB. */
export const arenaLimit: number = 2 ** 28;

/** Bytes of operands in all samples below which a call is over before a sleeping thread is awake: 256 KiB. */
const worthThreads = 2 ** 18;

let machine: Machine | undefined;

/** Bytes held now: what the largest call so far needed. */
export const arenaBytes = (): number => machine?.bytes ?? 0;

/** Bytes of the arena that a program needs. */
export function programBytes({ operands, prepared, shared, scratch, tables, steps }: Program): number {
  const parts = [...operands.map(({ size }) => size), prepared, shared, ...tables, scratch];
  return parts.reduce((sum, size) => sum + lineBytes(size), 4 * descriptorWords * 2 * steps);
}

/** True, or why a kernel that needs so many bytes cannot run. Asked before any work. */
export function fitsArena(bytes: number): true | string {
  if (bytes <= arenaLimit) return true;
  const mebibytes = (count: number): string => `${Math.ceil(count / 2 ** 20)} MiB`;
  return `needs ${mebibytes(bytes)} of kernel memory, which holds at most ${mebibytes(arenaLimit)}`;
}

interface Loaded {
  /** Of the arena. */
  readonly bytes: number;
  readonly at: Places;
  /** Where scratch lies, the bytes of one thread's, and for how many threads there is room. */
  readonly scratch: number;
  readonly scratchBytes: number;
  readonly threads: number;
  readonly prepare: readonly LoadedStep[];
  readonly first: readonly LoadedStep[];
  readonly later: readonly LoadedStep[];
  /** The tables and descriptors, and their address. */
  readonly image: Int32Array;
  readonly imageAt: number;
}

/** Programs that ran before: each lies at the same addresses every time. */
let known = new WeakMap<Program, Loaded>();
/** The program whose tables lie in the arena. */
let current: Program | undefined;

function load(program: Program): Loaded {
  if (machine && machine.threads !== threads()) {
    machine = current = undefined;
    known = new WeakMap();
  }
  machine ??= new Machine(arenaLimit, threads());
  let loaded = known.get(program);
  if (loaded === undefined) {
    loaded = firstLoad(program, machine);
    known.set(program, loaded);
  } else if (current !== program) {
    machine.ensure(loaded.bytes);
    new Int32Array(machine.memory.buffer).set(loaded.image, loaded.imageAt / 4);
  }
  current = program;
  return loaded;
}

function firstLoad(program: Program, machine: Machine): Loaded {
  const needed = programBytes(program);
  const fits = fitsArena(needed);
  if (fits !== true) throw new RangeError(`kernels: the call ${fits}`);
  // What is computed must not depend on threads: where there is no room for all, fewer work.
  const scratchBytes = lineBytes(Math.max(1, program.scratch));
  const count = Math.min(machine.threads, 1 + Math.floor((arenaLimit - needed) / scratchBytes));
  const bytes = needed + (count - 1) * scratchBytes;
  machine.ensure(bytes);
  let next = 0;
  const take = (size: number): number => {
    const here = next;
    next += size;
    return here;
  };
  const operands = program.operands.map(({ size }) => take(lineBytes(size)));
  const [prepared, shared] = [take(lineBytes(program.prepared)), take(lineBytes(program.shared))];
  const scratch = take(count * scratchBytes);
  const imageAt = next;
  const at = { operands, prepared, shared, tables: program.tables.map((size) => take(lineBytes(size))) };
  current = undefined; // its tables are overwritten from here on
  machine.writeTables(program, at);
  const place = (steps: readonly Step[]): LoadedStep[] =>
    machine.load(steps, take(4 * descriptorWords * steps.length));
  return {
    ...{ bytes, at, imageAt, scratch, scratchBytes, threads: count },
    prepare: place(program.prepare(at)),
    first: place(program.run(at, false)),
    later: place(program.operands.at(-1)?.perSample ? [] : program.run(at, true)),
    image: new Int32Array(machine.memory.buffer).slice(imageAt / 4, next / 4),
  };
}

/**
 * result = what the program makes of the inputs, sample by sample. Nothing outlives the call but tables. The same
 * bits on every call.
 *
 * @param inputs in the order of the program's operands
 * @throws RangeError where a sample does not fit the arena, before any work
 */
export function runProgram(
  program: Program,
  batch: number,
  inputs: readonly Float32Array[],
  result: Float32Array,
): void {
  if (batch === 0) return;
  const { at, scratch, scratchBytes, threads, prepare, first, later } = load(program);
  const bytes = program.operands.reduce((sum, { size }) => sum + 4 * size, 0);
  const count = batch * bytes < worthThreads ? 1 : threads;
  const { memory } = machine!;
  const floats = new Float32Array(memory.buffer);
  const out = program.operands.length - 1;
  for (let sample = 0; sample < batch; sample++) {
    program.operands.slice(0, out).forEach(({ size, perSample }, i) => {
      if (perSample) floats.set(inputs[i].subarray(sample * size, (sample + 1) * size), at.operands[i] / 4);
      else if (sample === 0) floats.set(inputs[i], at.operands[i] / 4);
    });
    if (sample === 0) machine!.run(prepare, scratch, scratchBytes, count);
    const { size, perSample } = program.operands[out];
    machine!.run(sample === 0 || perSample ? first : later, scratch, scratchBytes, count);
    if (perSample || sample === batch - 1)
      result.set(
        floats.subarray(at.operands[out] / 4, at.operands[out] / 4 + size),
        perSample ? sample * size : 0,
      );
  }
}
