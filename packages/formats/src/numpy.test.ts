import { readFileSync } from "node:fs";
import { tensor } from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { readNpy, readNpz, writeNpy, writeNpz } from "./index.js";

// Bytes that NumPy wrote: scripts/make-fixtures.py.
const fixtures = JSON.parse(readFileSync(new URL("../fixtures/numpy.json", import.meta.url), "utf8"));
const bytesOf = ({ base64 }: { base64: string }): Buffer => Buffer.from(base64, "base64");
const numbers: Record<string, number> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

const dtypes: Record<string, string> = { f2: "float32", f4: "float32", f8: "float64" };
const wide = ["u4 beyond int32", "i8 to 2^53 - 1"];

test.each<any>(fixtures.cases)("reads $name", (fixture) => {
  const t = readNpy(bytesOf(fixture));
  expect(t.shape).toEqual(fixture.shape);
  expect(Array.from(t.data)).toEqual(fixture.values.map((v: any) => numbers[v] ?? Number(v)));
  expect(t.dtype).toBe(wide.includes(fixture.name) ? "float64" : (dtypes[fixture.descr.slice(1)] ?? "int32"));
});

test.each<any>(
  fixtures.cases.filter(
    ({ name, descr }: any) => /^<(f4|f8|i4)$/.test(descr) && !/Fortran|version [23]/.test(name),
  ),
)("writes the bytes that NumPy writes: $name", (fixture) => {
  expect(Buffer.from(writeNpy(readNpy(bytesOf(fixture)))).equals(bytesOf(fixture))).toBe(true);
});

describe("refuses", () => {
  const messages: Record<string, string> = {};
  for (const fixture of fixtures.refused) {
    try {
      messages[fixture.name] = String(readNpy(bytesOf(fixture)));
    } catch (error) {
      messages[fixture.name] = String(error);
    }
  }
  test("what no tensor holds", () => {
    expect(messages).toMatchInlineSnapshot(`
      {
        "complex": "FormatError: readNpy: descr is "<c8" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
        "date": "FormatError: readNpy: descr is "<M8[s]" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
        "i8 beyond 2^53": "DtypeError: readNpy: element 1 is 9007199254740993 but a tensor holds whole numbers exactly within ±(2^53 − 1) only; in Python, convert with .astype("float64") if rounding is meant",
        "object": "FormatError: readNpy: descr is "|O" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
        "structured": "FormatError: readNpy: descr is [["x", "<f4"], ["y", "<i2"]] but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
        "text": "FormatError: readNpy: descr is "<U2" but only real numbers can be read (f2, f4, f8, b1, i1, u1, i2, u2, i4, u4, i8, u8); in Python, save each field on its own or convert with .astype("float32")",
        "u8 beyond 2^53": "DtypeError: readNpy: element 0 is 18446744073709551615 but a tensor holds whole numbers exactly within ±(2^53 − 1) only; in Python, convert with .astype("float64") if rounding is meant",
      }
    `);
  });
});

test.each<any>(fixtures.archives)("reads $name", (archive) => {
  const all = readNpz(bytesOf(archive));
  expect(Object.keys(all)).toEqual(["x", "layer1/w", "größe"]);
  const rows = [
    [-3, -2, -1, 0],
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ];
  expect(all.x.toArray()).toEqual(rows);
  expect(all.x.dtype).toBe("float32");
  expect(all["layer1/w"].toArray()).toEqual(rows);
  expect(all["layer1/w"].dtype).toBe("float64");
  expect(all.größe.item()).toBe(3);
  expect(readNpz(writeNpz(all))).toEqual(all);
});

test("reads from anywhere in a buffer, and from an ArrayBuffer", () => {
  const file = writeNpy(tensor([[1, 2, 3]]));
  for (const offset of [0, 1, 2, 3, 7]) {
    const larger = new Uint8Array(file.length + 16).fill(255);
    larger.set(file, offset);
    const inside = larger.subarray(offset, offset + file.length);
    expect(readNpy(inside).toArray()).toEqual([[1, 2, 3]]);
    expect(readNpy(Buffer.from(larger.buffer, offset, file.length)).toArray()).toEqual([[1, 2, 3]]);
  }
  expect(readNpy(file.slice().buffer).toArray()).toEqual([[1, 2, 3]]);
});

test("the tensor does not change with the bytes it was read from", () => {
  const file = writeNpy(tensor([1, 2]));
  const t = readNpy(file);
  file.fill(0);
  expect(t.toArray()).toEqual([1, 2]);
});
