import { type DType, Tensor, tensor } from "@convkit/tensor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readNpy, readNpz, writeNpy, writeNpz } from "./index.js";

const element: Record<DType, fc.Arbitrary<number>> = {
  float32: fc.float(),
  float64: fc.double(),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
};

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

const tensors = fc
  .tuple(shapes, fc.constantFrom<DType>("float32", "float64", "int32"))
  .chain(([shape, dtype]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc
      .array(element[dtype], { minLength: size, maxLength: size })
      .map((values) => tensor(values, shape, dtype));
  });

const names = fc.stringMatching(/^[a-z_][\w.]*(\/[a-z_]\w*)?$/).filter((name) => name !== ".npy");

const same = (a: Tensor, b: Tensor): void => {
  expect(a).toBeInstanceOf(Tensor);
  expect([a.shape, a.dtype]).toEqual([b.shape, b.dtype]);
  // Object.is, so that −0 and NaN count.
  expect(a.data.every((value, index) => Object.is(value, b.data[index]))).toBe(true);
};

test("npy: read(write(t)) = t, elements on a multiple of 64 bytes", () => {
  fc.assert(
    fc.property(tensors, (t) => {
      const bytes = writeNpy(t);
      expect((bytes.length - t.data.byteLength) % 64).toBe(0);
      same(readNpy(bytes), t);
      expect(writeNpy(readNpy(bytes))).toEqual(bytes);
    }),
    { numRuns: 150, seed: 1 },
  );
});

test("npz: read(write(record)) = record, in its order, always the same bytes", () => {
  fc.assert(
    fc.property(fc.dictionary(names, tensors, { maxKeys: 5 }), (record) => {
      const bytes = writeNpz(record);
      const back = readNpz(bytes);
      expect(Object.keys(back)).toEqual(Object.keys(record));
      for (const [name, t] of Object.entries(record)) same(back[name], t);
      expect(writeNpz({ ...record })).toEqual(bytes);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("a name that objects have already is a name like any other", () => {
  const bytes = writeNpz(Object.fromEntries([["__proto__", tensor([1])]]));
  const back = readNpz(bytes);
  expect(Object.keys(back)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
});
