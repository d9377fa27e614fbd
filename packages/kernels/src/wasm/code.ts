/**
 * Expressions and statements of WebAssembly as typed strings of bytes: composing calls composes code, and to append
 * one string to another copies nothing.
 * Loops over tile rows are ordinary TypeScript loops here, and so come out unrolled.
 * Encodings: WebAssembly Core Specification 3.0, §5.4 (instructions) and its relaxed SIMD.
 */
export type ValueType = "i32" | "f32" | "v128";

/** One character for each byte. */
export type Bytes = string;

declare const leaves: unique symbol;
/** Code that leaves one value of type T, or nothing; T keeps the compiler from taking an i32 for a v128. */
export type Code<T extends ValueType | "none" = "none"> = Bytes & { readonly [leaves]?: T };
export type Statement = Code<"none">;
type I32 = Code<"i32">;
type F32 = Code<"f32">;
type V128 = Code<"v128">;

export interface Local<T extends ValueType = ValueType> {
  readonly index: number;
  readonly type: T;
}

const byte = (value: number): Bytes => String.fromCharCode(value);

/** Unsigned LEB128. */
export const unsigned = (value: number): Bytes =>
  value < 128 ? byte(value) : byte((value & 127) | 128) + unsigned(value >>> 7);

/** Signed LEB128 of a 32-bit integer. */
export function signed(value: number): Bytes {
  const low = value & 127;
  const rest = value >> 7;
  return (rest === 0 && !(low & 64)) || (rest === -1 && low & 64)
    ? byte(low)
    : byte(low | 128) + signed(rest);
}

/** Joins bytes given as strings (code is one) and as numbers. */
function code<T extends ValueType | "none">(...parts: (Bytes | number | readonly number[])[]): Code<T> {
  let bytes = "";
  for (const part of parts)
    bytes +=
      typeof part === "string" ? part : typeof part === "number" ? byte(part) : String.fromCharCode(...part);
  return bytes as Code<T>;
}

const simd = (opcode: number): Bytes => `\xfd${unsigned(opcode)}`;
/** Alignment hint (log₂) and constant offset of a memory access. */
const at = (align: number, offset: number): Bytes => byte(align) + unsigned(offset);

export const block = (...body: readonly Statement[]): Statement => code(...body);
export const get = <T extends ValueType>(local: Local<T>): Code<T> => `\x20${unsigned(local.index)}`;
export const set = <T extends ValueType>(local: Local<T>, value: Code<T>): Statement =>
  `${value}\x21${unsigned(local.index)}`;

export const i32 = {
  const: (value: number): I32 => code(0x41, signed(value)),
  add: (a: I32, b: I32): I32 => code(a, b, 0x6a),
  sub: (a: I32, b: I32): I32 => code(a, b, 0x6b),
  mul: (a: I32, b: I32): I32 => code(a, b, 0x6c),
  /** Unsigned quotient and remainder. */
  div: (a: I32, b: I32): I32 => code(a, b, 0x6e),
  rem: (a: I32, b: I32): I32 => code(a, b, 0x70),
  and: (a: I32, b: I32): I32 => code(a, b, 0x71),
  shl: (a: I32, b: I32): I32 => code(a, b, 0x74),
  equal: (a: I32, b: I32): I32 => code(a, b, 0x46),
  less: (a: I32, b: I32): I32 => code(a, b, 0x49),
  lessSigned: (a: I32, b: I32): I32 => code(a, b, 0x48),
  lessOrEqual: (a: I32, b: I32): I32 => code(a, b, 0x4d),
  load: (address: I32, offset = 0): I32 => code(address, 0x28, at(2, offset)),
  store: (address: I32, value: I32, offset = 0): Statement => code(address, value, 0x36, at(2, offset)),
  /** `a` where the condition is not 0, else `b`. */
  select: (condition: I32, a: I32, b: I32): I32 => code(a, b, condition, 0x1b),
};

/** The smaller of two, unsigned. */
export const least = (a: I32, b: I32): I32 => i32.select(i32.less(a, b), a, b);

export const f32 = {
  add: (a: F32, b: F32): F32 => code(a, b, 0x92),
  load: (address: I32, offset = 0): F32 => code(address, 0x2a, at(2, offset)),
  store: (address: I32, value: F32, offset = 0): Statement => code(address, value, 0x38, at(2, offset)),
};

/** Vectors of four float32. Loads and stores need no alignment. */
export const f32x4 = {
  load: (address: I32, offset = 0): V128 => code(address, simd(0), at(0, offset)),
  store: (address: I32, value: V128, offset = 0): Statement => code(address, value, simd(11), at(0, offset)),
  loadSplat: (address: I32, offset = 0): V128 => code(address, simd(9), at(2, offset)),
  /** Loads one element into one lane of `vector`. */
  loadLane: (address: I32, vector: V128, lane: number, offset = 0): V128 =>
    code(address, vector, simd(86), at(2, offset), lane),
  storeLane: (address: I32, vector: V128, lane: number, offset = 0): Statement =>
    code(address, vector, simd(90), at(2, offset), lane),
  /** Loads one element, then three zeros. */
  loadOne: (address: I32, offset = 0): V128 => code(address, simd(92), at(2, offset)),
  /** Loads two neighbours, then two zeros. */
  loadTwo: (address: I32, offset = 0): V128 => code(address, simd(93), at(3, offset)),
  /** Loads two neighbours into elements 0 and 1, or 2 and 3. */
  loadHalf: (address: I32, vector: V128, half: 0 | 1, offset = 0): V128 =>
    code(address, vector, simd(87), at(0, offset), half),
  /** Stores elements 0 and 1, or 2 and 3. */
  storeHalf: (address: I32, vector: V128, half: 0 | 1, offset = 0): Statement =>
    code(address, vector, simd(91), at(0, offset), half),
  /** Four of the eight elements of a (0 to 3) and b (4 to 7). */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 =>
    code(
      a,
      b,
      simd(13),
      lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
    ),
  /** Whether any element differs: of a vector and itself, whether any is NaN. */
  anyUnequal: (a: V128, b: V128): I32 => code(a, b, simd(66), simd(83)),
  lane: (vector: V128, lane: number): F32 => code(vector, simd(31), lane),
  splat: (value: number): V128 => {
    const four = new Uint8Array(Float32Array.of(value, value, value, value).buffer);
    return code(simd(12), [...four]);
  },
  add: (a: V128, b: V128): V128 => code(a, b, simd(228)),
  sub: (a: V128, b: V128): V128 => code(a, b, simd(229)),
  mul: (a: V128, b: V128): V128 => code(a, b, simd(230)),
  div: (a: V128, b: V128): V128 => code(a, b, simd(231)),
  abs: (a: V128): V128 => code(a, simd(224)),
  neg: (a: V128): V128 => code(a, simd(225)),
  sqrt: (a: V128): V128 => code(a, simd(227)),
  /** As IEEE 754's minimum and maximum: NaN where either is NaN. */
  min: (a: V128, b: V128): V128 => code(a, b, simd(232)),
  max: (a: V128, b: V128): V128 => code(a, b, simd(233)),
  /** `b < a ? b : a` and `a < b ? b : a`: one instruction each, and NaN where a is NaN. */
  pmin: (a: V128, b: V128): V128 => code(a, b, simd(234)),
  pmax: (a: V128, b: V128): V128 => code(a, b, simd(235)),
  /** All bits of a lane are set where the comparison holds. */
  equal: (a: V128, b: V128): V128 => code(a, b, simd(65)),
  unequal: (a: V128, b: V128): V128 => code(a, b, simd(66)),
  less: (a: V128, b: V128): V128 => code(a, b, simd(67)),
  greater: (a: V128, b: V128): V128 => code(a, b, simd(68)),
  /** a · b + c, rounded once or twice as the hardware likes (relaxed SIMD). */
  relaxedMultiplyAdd: (a: V128, b: V128, c: V128): V128 => code(a, b, c, simd(0x105)),
};

/** Vectors of two float64. */
export const f64x2 = {
  loadSplat: (address: I32, offset = 0): V128 => code(address, simd(10), at(3, offset)),
  splat: (value: number): V128 => {
    const two = new Uint8Array(Float64Array.of(value, value).buffer);
    return code(simd(12), [...two]);
  },
  /** The first two elements of four float32. */
  promote: (a: V128): V128 => code(a, simd(95)),
  /** As the first two of four float32, the others zero. */
  demote: (a: V128): V128 => code(a, simd(94)),
  add: (a: V128, b: V128): V128 => code(a, b, simd(240)),
  sub: (a: V128, b: V128): V128 => code(a, b, simd(241)),
  mul: (a: V128, b: V128): V128 => code(a, b, simd(242)),
  div: (a: V128, b: V128): V128 => code(a, b, simd(243)),
  sqrt: (a: V128): V128 => code(a, simd(239)),
};

/** Vectors of four 32-bit integers. */
export const i32x4 = {
  splat: (value: number): V128 => v128.words(value, value, value, value),
  add: (a: V128, b: V128): V128 => code(a, b, simd(174)),
  sub: (a: V128, b: V128): V128 => code(a, b, simd(177)),
  shiftLeft: (a: V128, bits: number): V128 => code(a, i32.const(bits), simd(171)),
  /** Keeps the sign. */
  shiftRight: (a: V128, bits: number): V128 => code(a, i32.const(bits), simd(172)),
};

/** Vectors as bits. */
export const v128 = {
  words: (...words: readonly [number, number, number, number]): V128 =>
    code(simd(12), [...new Uint8Array(Int32Array.from(words).buffer)]),
  and: (a: V128, b: V128): V128 => code(a, b, simd(78)),
  /** The bits of `a` that are not set in `b`. */
  andNot: (a: V128, b: V128): V128 => code(a, b, simd(79)),
  or: (a: V128, b: V128): V128 => code(a, b, simd(80)),
  /** The bits of `a` where `mask` is set, else those of `b`. */
  select: (mask: V128, a: V128, b: V128): V128 => code(a, b, mask, simd(82)),
};

/** Sets `bytes` bytes to zero. */
export const clear = (address: I32, bytes: I32): Statement => code(address, i32.const(0), bytes, 0xfc, 11, 0);
/** Copies `bytes` bytes. */
export const copy = (to: I32, from: I32, bytes: I32): Statement => code(to, from, bytes, 0xfc, 10, 0, 0);

/** Leaves the function. */
export const leave: Statement = code(0x0f);
export const when = (condition: I32, ...body: readonly Statement[]): Statement =>
  code(condition, 0x04, 0x40, ...body, 0x0b);

export const either = (condition: I32, yes: readonly Statement[], no: readonly Statement[]): Statement =>
  code(condition, 0x04, 0x40, ...yes, 0x05, ...no, 0x0b);

/** Runs the body, then again while the condition holds. */
export const repeatWhile = (condition: I32, ...body: readonly Statement[]): Statement =>
  code(0x03, 0x40, ...body, condition, 0x0d, 0, 0x0b);

/** Tests first: no pass where the condition fails at once. */
export const whileTrue = (condition: I32, ...body: readonly Statement[]): Statement =>
  when(condition, repeatWhile(condition, ...body));

/** Adds a constant or a value to a local. */
export const advance = (local: Local<"i32">, by: number | I32): Statement =>
  set(local, i32.add(get(local), typeof by === "number" ? i32.const(by) : by));

/** Calls the function at `index`. */
export const invoke = (index: number, args: readonly Code<any>[]): Statement =>
  code(...args, 0x10, unsigned(index));

/** The words of a descriptor by name: how to read one in a routine, and the list to write into memory. */
export interface Fields<Name extends string> {
  /** Words of a whole descriptor. */
  readonly size: number;
  /** Byte offset of a word. */
  offset(name: Name): number;
  read(descriptor: Local<"i32">, name: Name): I32;
  list(values: Readonly<Record<Name, number>>): number[];
}

export function fields<Name extends string>(...names: readonly Name[]): Fields<Name> {
  const offset = (name: Name): number => 4 * names.indexOf(name);
  return {
    size: names.length,
    offset,
    read: (descriptor, name) => i32.load(get(descriptor), offset(name)),
    list: (values) => names.map((name) => values[name]),
  };
}

/** One float64 and one float32, and the words that they are. */
const double = new Float64Array(1);
const single = new Float32Array(1);
const doubleAsWords = new Int32Array(double.buffer);
const singleAsWord = new Int32Array(single.buffer);

/** The two words that hold a float64. */
export const doubleWords = (value: number): [low: number, high: number] => {
  double[0] = value;
  return [doubleAsWords[0], doubleAsWords[1]];
};

/** The word that holds this float32. */
export const floatWord = (value: number): number => {
  single[0] = value;
  return singleAsWord[0];
};
