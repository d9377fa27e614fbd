import { f32x4, get, type Statement } from "./code.js";
import { ModuleWriter } from "./module.js";

/** The part of WebAssembly's JavaScript interface that is used here; no library of types is assumed. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface Host {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: object };
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
}

const host = (globalThis as { WebAssembly?: Host }).WebAssembly;

/** Vector instructions of this machine: with relaxed (fused) multiply-add, without, or none. */
export type SimdLevel = "relaxed" | "plain" | "none";

let known: SimdLevel | undefined;

/** What is there, found by compiling one instruction of each kind. Asked once. */
export function simdLevel(): SimdLevel {
  known ??= accepts((v) => f32x4.relaxedMultiplyAdd(v, v, v))
    ? "relaxed"
    : accepts((v) => f32x4.add(v, v))
      ? "plain"
      : "none";
  return known;
}

/** True where there are vector instructions, or why not. */
export const simdAvailable = (): true | string =>
  simdLevel() !== "none" || "this machine has no WebAssembly SIMD";

function accepts(instruction: (v: ReturnType<typeof f32x4.load>) => ReturnType<typeof f32x4.load>): boolean {
  const writer = new ModuleWriter();
  writer.routine("probe", 1, () => (a): Statement[] => [
    f32x4.store(get(a), instruction(f32x4.load(get(a)))),
  ]);
  try {
    return host !== undefined && new host.Module(writer.bytes()) !== null;
  } catch {
    return false; // the instruction is unknown, or a page's policy forbids to compile
  }
}

/** @param shared whether other threads may work on it; it is slower to copy from and to */
export function newMemory(maximum: number, shared = false): Memory {
  return new host!.Memory({ initial: 1, maximum, shared });
}

/** Compiles at once (synchronously). */
export const compile = (bytes: Uint8Array): object => new host!.Module(bytes);

/** Binds a compiled module to the memory. */
export function bind(module: object, memory: Memory): Record<string, (...args: number[]) => void> {
  const { exports } = new host!.Instance(module, { arena: { memory } });
  return exports as Record<string, (...args: number[]) => void>;
}

/** Compiles and binds to the memory. */
export const instantiate = (bytes: Uint8Array, memory: Memory): Record<string, (...args: number[]) => void> =>
  bind(compile(bytes), memory);
