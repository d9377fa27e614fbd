import { describe, expect, test } from "vitest";
import { arange, eye, full, ones, tensor, zeros } from "./create.js";

describe("tensor", () => {
  test("takes the shape of the nesting, or the one given", () => {
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).shape,
    ).toEqual([2, 3]);
    expect(tensor([1, 2, 3, 4, 5, 6], [3, 2]).toArray()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(
      tensor(
        [
          [1, 2],
          [3, 4],
        ],
        [4],
      ).toArray(),
    ).toEqual([1, 2, 3, 4]);
  });

  test("makes scalars and arrays without elements", () => {
    const scalar = tensor(7);
    expect([scalar.shape, scalar.rank, scalar.size, scalar.item(), scalar.toArray()]).toEqual([
      [],
      0,
      1,
      7,
      7,
    ]);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
    expect(zeros([2, 0, 3]).toArray()).toEqual([[], []]);
  });

  test("lets a typed array decide its dtype, and copies it", () => {
    const data = Float64Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect([x.dtype, x.toArray()]).toEqual(["float64", [1, 2]]);
    expect(tensor(Int32Array.of(3)).dtype).toBe("int32");
    expect(tensor(data, [2], "float32").dtype).toBe("float32");
    expect(tensor([1]).dtype).toBe("float32");
  });

  test("reads a typed array that is a view into a larger buffer", () => {
    expect(tensor(new Float32Array([0, 1, 2, 3]).subarray(1, 3)).toArray()).toEqual([1, 2]);
  });

  test("keeps NaN, infinities and −0", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, -0];
    expect(tensor(values).toArray()).toEqual(values);
  });

  test.each([
    [[[1, 2], [3]], "data has a part of length 1 at depth 1 but every part there must have length 2"],
    [[[1], 2], "data has 2 at depth 1 but every part there must have length 1"],
    [[1, [2]], "data has a part of length 1 at depth 1 but must be a number there"],
    [["1"], 'data has "1" at depth 1 but must be a number there'],
    [undefined, "data has undefined at depth 0 but must be a number there"],
    [[1, undefined], "data has undefined at depth 1 but must be a number there"],
    [
      Uint8Array.of(1, 2),
      "data is a Uint8Array but must be a Float32Array, a Float64Array, an Int32Array or nested arrays of " +
        "numbers; convert it with Float32Array.from(data)",
    ],
  ])("refuses %j", (data, message) => {
    expect(() => tensor(data as never)).toThrow(`tensor: ${message}`);
  });

  test("refuses a shape that does not hold the elements, an unknown dtype, a cut-off int32", () => {
    expect(() => tensor([1, 2, 3], [2, 2])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: tensor: data has 3 elements but shape [2, 2] holds 4]`,
    );
    expect(() => tensor([1], "float64" as never)).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: tensor: shape is "float64" but must be a list of whole numbers ≥ 0]`,
    );
    expect(() => tensor([1], [1], "float16" as never)).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: tensor: dtype is "float16" but must be one of float32, float64, int32]`,
    );
    expect(() => tensor([1, 2.5], [2], "int32")).toThrowErrorMatchingInlineSnapshot(
      `[DtypeError: tensor: an element of data is 2.5 but int32 holds whole numbers from -2147483648 to 2147483647 only; use float32 or float64]`,
    );
    expect(() => tensor([2 ** 31], [1], "int32")).toThrow("is 2147483648 but int32 holds whole numbers");
  });
});

test("full, zeros, ones, arange, eye", () => {
  expect(full([2], 0.5, "float64").toArray()).toEqual([0.5, 0.5]);
  expect(zeros([2], "int32").data).toEqual(new Int32Array(2));
  expect(ones([1, 2]).toArray()).toEqual([[1, 1]]);
  expect([arange(3).toArray(), arange([2, 2], "int32").toArray()]).toEqual([
    [0, 1, 2],
    [
      [0, 1],
      [2, 3],
    ],
  ]);
  expect(eye(3).toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ]);
  expect(eye(0).shape).toEqual([0, 0]);
});

test("creation refuses bad shapes, values and sizes by name", () => {
  expect(() => zeros(3 as never)).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: zeros: shape is 3 but must be a list of whole numbers ≥ 0]`,
  );
  expect(() => ones([2, -1])).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: ones: shape is [2, -1] but must be a list of whole numbers ≥ 0]`,
  );
  expect(() => full([2], 0.5, "int32")).toThrowErrorMatchingInlineSnapshot(
    `[DtypeError: full: value is 0.5 but int32 holds whole numbers from -2147483648 to 2147483647 only; use float32 or float64]`,
  );
  expect(() => zeros([2 ** 20, 2 ** 20])).toThrowErrorMatchingInlineSnapshot(
    `[LimitError: zeros: result needs 1099511627776 float32 elements (4398046511104 bytes) but no typed array of that size can be had]`,
  );
});
