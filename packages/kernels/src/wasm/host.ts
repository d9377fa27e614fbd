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
  Memory: new (limits: { initial: number; maximum: number }) => Memory;
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

export function newMemory(maximum: number): Memory {
  return new host!.Memory({ initial: 1, maximum });
}

/** Compiles at once (synchronously) and binds to the memory. */
export function instantiate(bytes: Uint8Array, memory: Memory): Record<string, (...args: number[]) => void> {
  const { exports } = new host!.Instance(new host!.Module(bytes), { arena: { memory } });
  return exports as Record<string, (...args: number[]) => void>;
}
