import {
  type Bytes,
  type Code,
  invoke,
  type Local,
  type Statement,
  unsigned,
  type ValueType,
} from "./code.js";

/** A function whose parameters are all i32 and which returns nothing. */
export interface Routine {
  readonly name: string;
  call(...args: readonly Code<"i32">[]): Statement;
}

type Body = (...parameters: Local<"i32">[]) => readonly Statement[];
export type NewLocal = <T extends ValueType>(type: T) => Local<T>;

interface Emitted {
  readonly parameters: number;
  readonly bytes: Bytes;
}

const typeCodes: Record<ValueType, Bytes> = { i32: "\x7f", f32: "\x7d", v128: "\x7b" };

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
    const body = joined(write(local)(...given));
    const declared = list(locals.map((type) => `\x01${typeCodes[type]}`));
    const bytes = `${declared + body}\x0b`;
    const index = this.#routines.push({ name, parameters, bytes }) - 1;
    return { name, call: (...args) => invoke(index, args) };
  }

  /** The module, with every routine exported by name; for a memory that threads share, or for one of its own. */
  bytes(shared = false): Uint8Array {
    const types = this.#routines.map(
      ({ parameters }) => `\x60${list(new Array<Bytes>(parameters).fill(typeCodes.i32))}\0`,
    );
    const limits = shared ? `\x03\0${unsigned(65536)}` : "\0\0";
    const memory = `${text("arena")}${text("memory")}\x02${limits}`;
    const names = this.#routines.map(({ name }, index) => `${text(name)}\0${unsigned(index)}`);
    const module = joined([
      "\0asm\x01\0\0\0",
      section(1, list(types)),
      section(2, list([memory])),
      section(3, list(types.map((_, index) => unsigned(index)))),
      section(7, list(names)),
      section(10, list(this.#routines.map(({ bytes }) => unsigned(bytes.length) + bytes))),
    ]);
    const bytes = new Uint8Array(module.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = module.charCodeAt(i);
    return bytes;
  }
}

const joined = (parts: readonly Bytes[]): Bytes => parts.join("");
const text = (value: string): Bytes => unsigned(value.length) + value;
const list = (items: readonly Bytes[]): Bytes => unsigned(items.length) + joined(items);
const section = (id: number, content: Bytes): Bytes =>
  String.fromCharCode(id) + unsigned(content.length) + content;

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
