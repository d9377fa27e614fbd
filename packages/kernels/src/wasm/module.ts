import { type Code, flatten, invoke, type Local, type Statement, unsigned, type ValueType } from "./code.js";

/** A function whose parameters are all i32 and which returns nothing. */
export interface Routine {
  readonly name: string;
  call(...args: readonly Code<"i32">[]): Statement;
}

type Body = (...parameters: Local<"i32">[]) => readonly Statement[];
export type NewLocal = <T extends ValueType>(type: T) => Local<T>;

interface Emitted {
  readonly parameters: number;
  readonly bytes: readonly number[];
}

const typeCodes: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Collects routines and writes a module that works on an imported memory, `arena.memory`. */
export class ModuleWriter {
  readonly #routines: (Emitted & { name: string })[] = [];

  /**
   * Adds a routine.
   * @param parameters how many i32 it takes
   * @param write gets a maker of locals, and returns what gets the parameters and returns the body
   */
  routine(name: string, parameters: number, write: (local: NewLocal) => Body): Routine {
    const locals: ValueType[] = [];
    const local: NewLocal = (type) => {
      locals.push(type);
      return { index: parameters + locals.length - 1, type };
    };
    const given = Array.from({ length: parameters }, (_, index): Local<"i32"> => ({ index, type: "i32" }));
    const body = flatten(write(local)(...given).map(({ bytes }) => bytes));
    const declared = locals.flatMap((type) => [1, typeCodes[type]]);
    const bytes = [...unsigned(locals.length), ...declared, ...body, 0x0b];
    const index = this.#routines.push({ name, parameters, bytes }) - 1;
    return { name, call: (...args) => invoke(index, args) };
  }

  /** The module, with every routine exported by name; for a memory that threads share, or for one of its own. */
  bytes(shared = false): Uint8Array {
    const types = this.#routines.map(({ parameters }) => [
      0x60,
      ...unsigned(parameters),
      ...new Array<number>(parameters).fill(typeCodes.i32),
      0,
    ]);
    const limits = shared ? [3, 0, ...unsigned(65536)] : [0, 0];
    const memory = [...text("arena"), ...text("memory"), 0x02, ...limits];
    return Uint8Array.from([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, list(types)),
      ...section(2, list([memory])),
      ...section(3, list(types.map((_, index) => unsigned(index)))),
      ...section(7, list(this.#routines.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]))),
      ...section(10, list(this.#routines.map(({ bytes }) => [...unsigned(bytes.length), ...bytes]))),
    ]);
  }
}

const text = (value: string): number[] => [value.length, ...Array.from(value, (c) => c.charCodeAt(0))];
const list = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const section = (id: number, content: readonly number[]): number[] => [
  id,
  ...unsigned(content.length),
  ...content,
];

/** Code that is written, and compiled, when it is first needed. */
export interface CodeModule {
  /** Tells it from every other module. */
  readonly key: string;
  bytes(shared: boolean): Uint8Array;
}

const written = new Map<string, CodeModule>();

/** The module of this key; `write` adds its routines, once. */
export function codeModule(key: string, write: (writer: ModuleWriter) => void): CodeModule {
  let writer: ModuleWriter | undefined;
  const module = written.get(key) ?? {
    key,
    bytes(shared) {
      if (!writer) {
        writer = new ModuleWriter();
        write(writer);
      }
      return writer.bytes(shared);
    },
  };
  written.set(key, module);
  return module;
}
