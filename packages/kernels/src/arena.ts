import { type Memory, newMemory } from "./wasm/host.js";

const page = 65536;
/** Bytes that kernels may hold in WebAssembly memory, all together: 256 MiB. */
export const arenaLimit: number = 2 ** 28;

let memory: Memory | undefined;

/** The memory that every kernel module imports. */
export function arenaMemory(): Memory {
  memory ??= newMemory(arenaLimit / page);
  return memory;
}

/** Bytes held now: what the largest call so far needed. */
export const arenaBytes = (): number => memory?.buffer.byteLength ?? 0;

/** True, or why a kernel that needs so many bytes cannot run. Asked before any work. */
export function fitsArena(bytes: number): true | string {
  if (bytes <= arenaLimit) return true;
  const mebibytes = (count: number): string => `${Math.ceil(count / 2 ** 20)} MiB`;
  return `needs ${mebibytes(bytes)} of kernel memory, which holds at most ${mebibytes(arenaLimit)}`;
}

/** Bytes that `sizes` elements of four bytes take in the arena, each a part of its own. */
export const bytesFor = (sizes: readonly number[]): number =>
  sizes.reduce((sum, size) => sum + aligned(4 * size), 0);

/** Cache lines do not straddle two parts. */
const aligned = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Parts of the arena during one call, as byte addresses, with views of all of it. */
export interface Space {
  readonly floats: Float32Array;
  readonly integers: Int32Array;
  readonly at: readonly number[];
}

/**
 * Lays out parts of the given sizes (in elements of four bytes). Nothing outlives the call that asked, so
 * there is nothing to free, and a call that throws leaves the arena as it was. The views are new for each
 * call: growing the memory detaches older ones.
 *
 * @throws RangeError where the parts do not fit, before anything is written
 */
export function takeSpace(sizes: readonly number[]): Space {
  const bytes = bytesFor(sizes);
  const fits = fitsArena(bytes);
  if (fits !== true) throw new RangeError(`kernels: the call ${fits}`);
  const { buffer } = ensured(bytes);
  let next = 0;
  const at = sizes.map((size) => {
    const here = next;
    next += aligned(4 * size);
    return here;
  });
  return { floats: new Float32Array(buffer), integers: new Int32Array(buffer), at };
}

function ensured(bytes: number): Memory {
  const held = arenaMemory();
  const missing = bytes - held.buffer.byteLength;
  if (missing > 0) held.grow(Math.ceil(missing / page));
  return held;
}
