import { FormatError, LimitError, OptionError, tensor } from "@convkit/tensor";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { readNpy, readNpz, writeNpy, writeNpz } from "./index.js";

const dict = (shape: string, descr = "'<f4'", order = "False"): string =>
  `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;

/** An .npy file whose parts may contradict one another. */
function npy(header: string, { version = 1, length = header.length, data = 0, magic = "\x93NUMPY" } = {}) {
  const [low, high] = [length & 0xff, (length >> 8) & 0xff];
  const bytes = version === 1 ? [low, high] : [low, high, (length >> 16) & 0xff, length >>> 24];
  return Buffer.concat([
    Buffer.from(magic, "latin1"),
    Buffer.from([version, 0, ...bytes]),
    Buffer.from(header, "latin1"),
    Buffer.alloc(data),
  ]);
}

function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    // Anything else (RangeError, TypeError) would be an accident, not a refusal.
    if (error instanceof FormatError || error instanceof LimitError || error instanceof OptionError)
      return `${error.name}: ${error.message}`;
    throw error;
  }
  return "read";
}

const good = Buffer.from(writeNpy(tensor([1, 2, 3])));

const files: Record<string, any> = {
  "no bytes": new Uint8Array(),
  "not bytes": "x.npy",
  "no file": undefined,
  "magic only": good.subarray(0, 6),
  "no length": good.subarray(0, 8),
  "half of a wide length": npy("", { version: 2 }).subarray(0, 10),
  "other magic": npy(dict("(1,)"), { data: 4, magic: "\x89NUMPY" }),
  "version 0": npy(dict("(1,)"), { version: 0, data: 4 }),
  "version 4": npy(dict("(1,)"), { version: 4, data: 4 }),
  "header beyond the file": npy(dict("(1,)"), { length: 60000 }),
  "header of 4 GiB": npy(dict("(1,)"), { version: 2, length: 0xffffffff }),
  "header of 2 MiB": npy(" ".repeat(2 ** 21), { version: 2 }),
  "header cut short": npy(dict("(1,)"), { length: 20, data: 4 }),
  "empty header": npy(""),
  "code as header": npy("__import__('os').system('true')"),
  "deep header": npy("(".repeat(60000)),
  "endless digits": npy(dict(`(${"9".repeat(60000)},)`)),
  "missing key": npy("{'descr': '<f4', 'shape': (1,), }", { data: 4 }),
  "extra key": npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", { data: 4 }),
  "key twice": npy("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}", { data: 4 }),
  "negative size": npy(dict("(-1,)"), { data: 4 }),
  "two negative sizes": npy(dict("(-2, -2)"), { data: 16 }),
  "fractional size": npy(dict("(1.5,)"), { data: 4 }),
  "size in quotes": npy(dict("('1',)"), { data: 4 }),
  "number as shape": npy(dict("(3)"), { data: 12 }),
  "True as size": npy(dict("(True,)"), { data: 4 }),
  "overflowing size": npy(dict("(9223372036854775807,)"), { data: 4 }),
  "overflowing product": npy(dict("(4294967296, 4294967296)"), { data: 4 }),
  "product that wraps to 0": npy(dict("(65536, 65536, 65536, 65536)")),
  "too many axes": npy(dict(`(${"1, ".repeat(65)})`), { data: 4 }),
  "a terabyte promised": npy(dict("(274877906944,)"), { data: 4 }),
  "one byte missing": good.subarray(0, -1),
  "one byte too many": Buffer.concat([good, Buffer.alloc(1)]),
  "unknown descr": npy(dict("(1,)", "'<q9'"), { data: 9 }),
  "descr of a prototype": npy(dict("(1,)", "'toString'"), { data: 4 }),
  "number as descr": npy(dict("(1,)", "4"), { data: 4 }),
  "word as order": npy(dict("(1,)", "'<f4'", "'C'"), { data: 4 }),
};

test("hostile .npy files are refused", () => {
  const messages = Object.entries(files).map(([name, file]) => `${name}: ${refusal(() => readNpy(file))}`);
  expect(messages).toMatchInlineSnapshot(`
    [
      "no bytes: FormatError: readNpy: file does not begin with \\x93NUMPY but must be an .npy file",
      "not bytes: FormatError: readNpy: bytes is "x.npy" but must be a Uint8Array or an ArrayBuffer",
      "no file: FormatError: readNpy: bytes is undefined but must be a Uint8Array or an ArrayBuffer",
      "magic only: FormatError: readNpy: file ends after 6 bytes but the header's length comes at byte 8",
      "no length: FormatError: readNpy: file ends after 8 bytes but the header's length comes at byte 8",
      "half of a wide length: FormatError: readNpy: file ends after 10 bytes but the header's length takes 4 bytes from byte 8",
      "other magic: FormatError: readNpy: file does not begin with \\x93NUMPY but must be an .npy file",
      "version 0: FormatError: readNpy: file has format version 0.0 but must be 1.0, 2.0 or 3.0",
      "version 4: FormatError: readNpy: file has format version 4.0 but must be 1.0, 2.0 or 3.0",
      "header beyond the file: FormatError: readNpy: file has 67 bytes but its header alone needs 60010",
      "header of 4 GiB: FormatError: readNpy: file has 69 bytes but its header alone needs 4294967307",
      "header of 2 MiB: LimitError: readNpy: header has 2097152 bytes but must have at most 1048576",
      "header cut short: FormatError: readNpy: header is {'descr': '<f4', 'fo but must be a dict of descr, fortran_order and shape",
      "empty header: FormatError: readNpy: header is empty but must be a dict of descr, fortran_order and shape",
      "code as header: FormatError: readNpy: header is __import__('os').system('true') but must be a dict of descr, fortran_order and shape",
      "deep header: FormatError: readNpy: header is ((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((… but must be a dict of descr, fortran_order and shape",
      "endless digits: FormatError: readNpy: shape is [Infinity] but must be at most 64 whole numbers ≥ 0",
      "missing key: FormatError: readNpy: header is {'descr': '<f4', 'shape': (1,), } but must be a dict of descr, fortran_order and shape",
      "extra key: FormatError: readNpy: header is {'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1} but must be a dict of descr, fortran_order and shape",
      "key twice: FormatError: readNpy: header is {'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)} but must be a dict of descr, fortran_order and shape",
      "negative size: FormatError: readNpy: shape is [-1] but must be at most 64 whole numbers ≥ 0",
      "two negative sizes: FormatError: readNpy: shape is [-2, -2] but must be at most 64 whole numbers ≥ 0",
      "fractional size: FormatError: readNpy: header is {'descr': '<f4', 'fortran_order': False, 'shape': (1.5,), } but must be a dict of descr, fortran_order and shape",
      "size in quotes: FormatError: readNpy: shape is ["1"] but must be at most 64 whole numbers ≥ 0",
      "number as shape: FormatError: readNpy: shape is 3 but must be at most 64 whole numbers ≥ 0",
      "True as size: FormatError: readNpy: shape is [true] but must be at most 64 whole numbers ≥ 0",
      "overflowing size: FormatError: readNpy: shape is [9223372036854776000] but must be at most 64 whole numbers ≥ 0",
      "overflowing product: FormatError: readNpy: shape is [4294967296, 4294967296] but its number of elements must stay below 2^53",
      "product that wraps to 0: FormatError: readNpy: shape is [65536, 65536, 65536, 65536] but its number of elements must stay below 2^53",
      "too many axes: FormatError: readNpy: shape is [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, …] but must be at most 64 whole numbers ≥ 0",
      "a terabyte promised: FormatError: readNpy: file holds 4 bytes of elements but shape [274877906944] of <f4 needs 1099511627776",
      "one byte missing: FormatError: readNpy: file holds 11 bytes of elements but shape [3] of <f4 needs 12",
      "one byte too many: FormatError: readNpy: file holds 13 bytes of elements but shape [3] of <f4 needs 12; cut off what follows the array",
      "unknown descr: FormatError: readNpy: descr is "<q9" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
      "descr of a prototype: FormatError: readNpy: descr is "toString" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
      "number as descr: FormatError: readNpy: descr is 4 but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
      "word as order: FormatError: readNpy: fortran_order is "C" but must be True or False",
    ]
  `);
});

test("every beginning of a file, and every flipped header bit, is read or refused", () => {
  for (let length = 0; length < good.length; length++)
    expect(refusal(() => readNpy(good.subarray(0, length)))).toMatch(/^FormatError/);
  for (let bit = 0; bit < 8 * 128; bit++) {
    const file = Buffer.from(good);
    file[bit >> 3] ^= 1 << (bit & 7);
    refusal(() => readNpy(file));
  }
});

const member = writeNpy(tensor([1, 2, 3]));
const zip = (files: Record<string, Uint8Array>, level: 0 | 6 = 0): Buffer =>
  Buffer.from(zipSync(files, { level, mtime: new Date(1980, 0, 1) }));

/** Changes a little-endian field of the `index`-th directory entry. */
function withEntry(file: Buffer, offset: number, value: number, index = 0, bytes = 4): Buffer {
  const copy = Buffer.from(file);
  let at = copy.readUInt32LE(copy.length - 6);
  for (let i = 0; i < index; i++) at += 46 + copy.readUInt16LE(at + 28);
  copy.writeUIntLE(value, at + offset, bytes);
  return copy;
}

function withEnd(file: Buffer, offset: number, value: number, bytes: number): Buffer {
  const copy = Buffer.from(file);
  copy.writeUIntLE(value, copy.length - 22 + offset, bytes);
  return copy;
}

const plain = zip({ "a.npy": member });
const two = zip({ "a.npy": member, "b.npy": member });
const deflated = zip({ "a.npy": new Uint8Array(5000) }, 6);

/** Two directory entries that name the same bytes: many of them make a bomb without deep compression. */
const overlapping = withEntry(two, 42, 0, 1);

const archives: Record<string, any> = {
  "no bytes": new Uint8Array(),
  "an .npy file": good,
  "cut off": plain.subarray(0, -1),
  "trailing byte": Buffer.concat([plain, Buffer.alloc(1)]),
  "more members than listed": withEnd(plain, 10, 7, 2),
  "directory beyond the file": withEnd(plain, 16, 0x7fffffff, 4),
  ZIP64: withEnd(plain, 16, 0xffffffff, 4),
  "not an .npy member": zip({ "readme.txt": member }),
  "a folder": zip({ "a/": new Uint8Array() }),
  "parent path": zip({ "../evil.npy": member }),
  "inner parent path": zip({ "a/../../evil.npy": member }),
  "absolute path": zip({ "/etc/evil.npy": member }),
  "Windows path": zip({ "C:\\evil.npy": member }),
  "drive path": zip({ "C:evil.npy": member }),
  "no name": zip({ ".npy": member }),
  "control character": zip({ "a\u0000b.npy": member }),
  "same name twice": Buffer.from(two.toString("latin1").replaceAll("b.npy", "a.npy"), "latin1"),
  encrypted: withEntry(plain, 8, 1, 0, 2),
  "other compression": withEntry(plain, 10, 12, 0, 2),
  "local header elsewhere": withEntry(plain, 42, 5),
  "local header beyond the file": withEntry(plain, 42, 0xfffffff0),
  "bytes beyond the file": withEntry(withEntry(plain, 20, 0x7fffffff), 24, 0x7fffffff),
  "stored size that differs": withEntry(plain, 24, 139),
  "impossible ratio": withEntry(deflated, 24, 0x3fffffff),
  "smaller than promised": withEntry(deflated, 24, 5001),
  "larger than promised": withEntry(deflated, 24, 4999),
  "wrong checksum": withEntry(plain, 16, 1),
  "damaged stream": withEntry(plain, 10, 8, 0, 2),
  overlapping,
  "damaged member": zip({ "a.npy": member.subarray(0, 130) }),
};

test("hostile .npz files are refused", () => {
  const messages = Object.entries(archives).map(([name, file]) => `${name}: ${refusal(() => readNpz(file))}`);
  expect(messages).toMatchInlineSnapshot(`
    [
      "no bytes: FormatError: readNpz: file has no ZIP directory at its end but must be an .npz (ZIP) file",
      "an .npy file: FormatError: readNpz: file has no ZIP directory at its end but must be an .npz (ZIP) file",
      "cut off: FormatError: readNpz: file has no ZIP directory at its end but must be an .npz (ZIP) file",
      "trailing byte: FormatError: readNpz: file has no ZIP directory at its end but must be an .npz (ZIP) file",
      "more members than listed: FormatError: readNpz: file has a directory that breaks off at member 1 but must list 7 members",
      "directory beyond the file: FormatError: readNpz: file has a directory that breaks off at member 0 but must list 1 members",
      "ZIP64: LimitError: readNpz: file is a ZIP64 archive but must have fewer than 65535 members and 4 GiB",
      "not an .npy member: FormatError: readNpz: member "readme.txt" is no .npy file but members must be .npy files, each with a name of its own",
      "a folder: FormatError: readNpz: member "a/" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "parent path: FormatError: readNpz: member "../evil.npy" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "inner parent path: FormatError: readNpz: member "a/../../evil.npy" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "absolute path: FormatError: readNpz: member "/etc/evil.npy" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "Windows path: FormatError: readNpz: member "C:\\\\evil.npy" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "drive path: FormatError: readNpz: member "C:evil.npy" is a path that leaves its folder but members must be .npy files, each with a name of its own",
      "no name: FormatError: readNpz: member ".npy" is empty but members must be .npy files, each with a name of its own",
      "control character: FormatError: readNpz: member "a\\u0000b.npy" holds characters that no name can have but members must be .npy files, each with a name of its own",
      "same name twice: FormatError: readNpz: member "a.npy" is there twice but members must be .npy files, each with a name of its own",
      "encrypted: FormatError: readNpz: member "a.npy" is encrypted but must be readable without a password",
      "other compression: FormatError: readNpz: member "a.npy" has compression method 12 but must be stored or deflated",
      "local header elsewhere: FormatError: readNpz: member "a.npy" has no local header at byte 5 but the directory says so",
      "local header beyond the file: FormatError: readNpz: member "a.npy" has no local header at byte 4294967280 but the directory says so",
      "bytes beyond the file: FormatError: readNpz: member "a.npy" takes 2147483647 bytes from byte 35 but the members end at byte 175",
      "stored size that differs: FormatError: readNpz: member "a.npy" promises 139 bytes but 140 stored bytes cannot hold them",
      "impossible ratio: FormatError: readNpz: member "a.npy" promises 1073741823 bytes but 21 deflated bytes cannot hold them",
      "smaller than promised: FormatError: readNpz: member "a.npy" is damaged but must give 5001 bytes with checksum d8e50ea8",
      "larger than promised: FormatError: readNpz: member "a.npy" is damaged but must give 4999 bytes with checksum d8e50ea8",
      "wrong checksum: FormatError: readNpz: member "a.npy" is damaged but must give 140 bytes with checksum 00000001",
      "damaged stream: FormatError: readNpz: member "a.npy" is damaged but must give 140 bytes with checksum d140a677",
      "overlapping: FormatError: readNpz: member "b.npy" shares bytes with "a.npy" but members must not overlap",
      "damaged member: FormatError: readNpz (member "a"): file holds 2 bytes of elements but shape [3] of <f4 needs 12",
    ]
  `);
});

test("a bomb is refused by its directory, before it is inflated", () => {
  // 2 MB that would inflate to 2 GiB: 32 members of 64 MiB of zeros, all alike.
  const zeros = new Uint8Array(2 ** 26);
  const one = zip({ "00.npy": zeros }, 6);
  const directory = one.readUInt32LE(one.length - 6);
  const [local, entry] = [one.subarray(0, directory), one.subarray(directory, one.length - 22)];
  const parts = Array.from({ length: 32 }, (_, index) => {
    const at = Buffer.from(entry);
    at.writeUInt32LE(index * local.length, 42);
    at.write(String(index).padStart(2, "0"), 46);
    return at;
  });
  const end = Buffer.from(one.subarray(one.length - 22));
  end.writeUInt16LE(32, 8);
  end.writeUInt16LE(32, 10);
  end.writeUInt32LE(32 * entry.length, 12);
  end.writeUInt32LE(32 * local.length, 16);
  const bomb = Buffer.concat([...parts.map(() => local), ...parts, end]);
  expect(bomb.length).toBeLessThan(2 ** 22);
  expect(refusal(() => readNpz(bomb))).toBe(
    "LimitError: readNpz: file would inflate to 2147483648 bytes but must stay within 1073741824; unpack it, or save it uncompressed (numpy.savez), if it is to be trusted",
  );
});

test("an archive with any bit flipped is read or refused, never an accident", () => {
  const file = zip({ "a.npy": member, "b.npy": writeNpy(tensor([[0.5]], undefined, "float64")) }, 6);
  for (let bit = 0; bit < 8 * file.length; bit++) {
    const flipped = Buffer.from(file);
    flipped[bit >> 3] ^= 1 << (bit & 7);
    refusal(() => readNpz(flipped));
  }
});

test("every beginning of an archive is refused", () => {
  for (let length = 0; length < two.length; length++)
    expect(refusal(() => readNpz(two.subarray(0, length)))).toMatch(/^FormatError/);
});

describe("writing refuses", () => {
  test.each<[string, any, string]>([
    [
      "a path",
      { "../a": tensor([1]) },
      'writeNpz: name "../a" is a path that leaves its folder but must be a plain name for a file',
    ],
    ["an empty name", { "": tensor([1]) }, 'writeNpz: name "" is empty but must be a plain name for a file'],
    ["no record", null, "writeNpz: tensors is null but must be an object of tensors by name"],
    ["an array", { w: [1, 2] }, "writeNpz: w is [1, 2] but must be a tensor"],
  ])("%s", (_, record, message) => {
    expect(() => writeNpz(record)).toThrow(message);
  });

  test("what is no tensor", () => {
    expect(() => writeNpy([1, 2] as any)).toThrow("writeNpy: tensor is [1, 2] but must be a tensor");
  });
});
