import { describe, expect, test } from "vitest";
import {
  broadcastShapes,
  checkOptions,
  checkShape,
  normalizeAxes,
  sameShape,
  sizeOf,
  stridesOf,
} from "./shape.js";

test("sizes and strides", () => {
  expect([sizeOf([2, 3, 4]), sizeOf([]), sizeOf([2, 0])]).toEqual([24, 1, 0]);
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(stridesOf([])).toEqual([]);
  expect(sizeOf([46341, 46341])).toBe(2147488281); // beyond int32
});

test("sameShape compares rank too", () => {
  expect([sameShape([2], [2]), sameShape([2], [2, 1]), sameShape([2, 1], [2])]).toEqual([true, false, false]);
});

describe("broadcastShapes", () => {
  test.each([
    [
      [
        [2, 1, 3],
        [4, 1],
      ],
      [2, 4, 3],
    ],
    [[[], [2]], [2]],
    [[[0], [1]], [0]],
    [
      [[3], [2, 3], [1, 1]],
      [2, 3],
    ],
  ])("%j gives %j", (shapes, expected) => {
    expect(broadcastShapes("op", ...shapes)).toEqual(expected);
  });

  test("refuses unequal extents, empty ones included", () => {
    expect(() => broadcastShapes("add", [2, 3], [2, 4])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: add: shapes are [2, 3] and [2, 4] but axis -1 must have equal extents, or 1]`,
    );
    expect(() => broadcastShapes("add", [0], [2])).toThrowErrorMatchingInlineSnapshot(
      `[ShapeError: add: shapes are [0] and [2] but axis -1 must have equal extents, or 1]`,
    );
  });
});

test("checkShape wants a list of whole numbers", () => {
  for (const shape of [[2, -1], [1.5], 3, [Number.NaN]] as never[])
    expect(() => checkShape("zeros", shape)).toThrow("must be a list of whole numbers ≥ 0");
  expect(() => checkShape("zeros", [2, -1])).toThrowErrorMatchingInlineSnapshot(
    `[ShapeError: zeros: shape is [2, -1] but must be a list of whole numbers ≥ 0]`,
  );
});

test("normalizeAxes counts negative axes from the end and sorts", () => {
  expect(normalizeAxes("sum", [-1, 0], 3)).toEqual([0, 2]);
  expect(normalizeAxes("sum", 1, 3)).toEqual([1]);
  expect(normalizeAxes("sum", undefined, 2)).toEqual([0, 1]);
  expect(() => normalizeAxes("sum", 2, 2)).toThrowErrorMatchingInlineSnapshot(
    `[OptionError: sum: axes is 2 but must be distinct whole numbers from -2 to 1 for rank 2]`,
  );
  expect(() => normalizeAxes("sum", [0, -2], 2)).toThrowErrorMatchingInlineSnapshot(
    `[OptionError: sum: axes is [0, -2] but must be distinct whole numbers from -2 to 1 for rank 2]`,
  );
  expect(() => normalizeAxes("sum", 0, 0)).toThrowErrorMatchingInlineSnapshot(
    `[OptionError: sum: axes is 0 but a scalar has no axes]`,
  );
});

describe("checkOptions", () => {
  const check = (options: unknown, known = ["stride", "padding"]): void =>
    checkOptions("conv2d", options as object, known);

  test("lets known names pass", () => check({ stride: 1 }));

  test("suggests the nearest name where one is near", () => {
    expect(() => check({ strides: 2 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: there is no option strides (the options are stride, padding); did you mean stride?]`,
    );
    expect(() => check({ pading: "same" })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: there is no option pading (the options are stride, padding); did you mean padding?]`,
    );
    expect(() => check({ colour: 1 })).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: there is no option colour (the options are stride, padding)]`,
    );
    expect(() => check({ any: 1 }, [])).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: there is no option any (it takes no options)]`,
    );
  });

  test("refuses what is no object, so that nothing is ignored", () => {
    expect(() => check(2)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: options is 2 but must be an object: the options are stride, padding]`,
    );
    expect(() => check([1, 2])).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: options is [1, 2] but must be an object: the options are stride, padding]`,
    );
    expect(() => check(null)).toThrowErrorMatchingInlineSnapshot(
      `[OptionError: conv2d: options is null but must be an object: the options are stride, padding]`,
    );
  });
});
