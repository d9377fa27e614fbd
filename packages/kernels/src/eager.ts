/** Runs a program on ordinary arrays: each sample is copied into an arena that all calls share, and its result out. */
import { descriptorWords, type LoadedStep, lineBytes, Machine } from "./machine.js";
import type { Places, Program } from "./program.js";
import { threads } from "./threads/threads.js";

/** Bytes that eager calls may hold in WebAssembly memory: 256 MiB. */
export const arenaLimit: number = 2 ** 28;

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
  readonly program: Program;
  readonly at: Places;
  /** Where scratch lies, the bytes of one thread's, and for how many threads there is room. */
  readonly scratch: readonly [at: number, bytes: number, threads: number];
  readonly prepare: readonly LoadedStep[];
  readonly first: readonly LoadedStep[];
  readonly later: readonly LoadedStep[];
}

/** What lies in the arena since the last call: the same program again finds its tables there. */
let loaded: Loaded | undefined;

function load(program: Program): Loaded {
  if (machine && machine.threads !== threads()) machine = loaded = undefined;
  if (loaded?.program === program) return loaded;
  const bytes = programBytes(program);
  const fits = fitsArena(bytes);
  if (fits !== true) throw new RangeError(`kernels: the call ${fits}`);
  machine ??= new Machine(arenaLimit, threads());
  // What is computed must not depend on threads: where there is no room for all, fewer work.
  const scratchBytes = lineBytes(program.scratch);
  const count = Math.min(machine.threads, 1 + Math.floor((arenaLimit - bytes) / scratchBytes));
  machine.ensure(bytes + (count - 1) * scratchBytes);
  let next = 0;
  const take = (elements: number): number => {
    const here = next;
    next += lineBytes(elements);
    return here;
  };
  const at = {
    operands: program.operands.map(({ size }) => take(size)),
    prepared: take(program.prepared),
    shared: take(program.shared),
    tables: program.tables.map(take),
  };
  const scratch = take(program.scratch);
  next += (count - 1) * scratchBytes;
  machine.writeTables(program, at);
  const place = (steps: readonly LoadedStep[]): readonly LoadedStep[] => {
    next += 4 * descriptorWords * steps.length;
    return steps;
  };
  loaded = {
    program,
    at,
    scratch: [scratch, scratchBytes, count],
    prepare: place(machine.load(program.prepare(at), next)),
    first: place(machine.load(program.run(at, false), next)),
    later: place(program.operands.at(-1)?.perSample ? [] : machine.load(program.run(at, true), next)),
  };
  return loaded;
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
  const { at, scratch, prepare, first, later } = load(program);
  const { memory } = machine!;
  const floats = new Float32Array(memory.buffer);
  const out = program.operands.length - 1;
  for (let sample = 0; sample < batch; sample++) {
    program.operands.slice(0, out).forEach(({ size, perSample }, i) => {
      if (perSample) floats.set(inputs[i].subarray(sample * size, (sample + 1) * size), at.operands[i] / 4);
      else if (sample === 0) floats.set(inputs[i], at.operands[i] / 4);
    });
    if (sample === 0) machine!.run(prepare, ...scratch);
    const { size, perSample } = program.operands[out];
    machine!.run(sample === 0 || perSample ? first : later, ...scratch);
    if (perSample || sample === batch - 1)
      result.set(
        floats.subarray(at.operands[out] / 4, at.operands[out] / 4 + size),
        perSample ? sample * size : 0,
      );
  }
}
