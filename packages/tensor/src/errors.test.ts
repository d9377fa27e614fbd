import { expect, test } from "vitest";
import { ConvKitError, formatValue, OptionError, ShapeError } from "./errors.js";

test("the message is made from the fields: subject, what was found, what is expected, the fix", () => {
  const fields = {
    operation: "op",
    argument: "stride",
    value: 0,
    expected: "must be positive",
    fix: "use 1",
  };
  const error = new OptionError(fields);
  expect(error.message).toBe("op: stride is 0 but must be positive; use 1");
  expect(error).toMatchObject(fields);
  expect(error).toBeInstanceOf(ConvKitError);
  expect(error.name).toBe("OptionError");
});

test("`found` replaces the value in the text, not in the fields", () => {
  const error = new ShapeError({
    operation: "op",
    argument: "input",
    value: 3,
    found: "has 3 channels",
    expected: "weight expects 4",
  });
  expect(error.message).toBe("op: input has 3 channels but weight expects 4");
  expect(error.value).toBe(3);
});

test("without a subject the expectation stands alone", () => {
  expect(new ConvKitError({ operation: "op", expected: "nothing fits" }).message).toBe("op: nothing fits");
});

test.each([
  ["same", '"same"'],
  [[1, [2, 3]], "[1, [2, 3]]"],
  [Float32Array.of(1, 2), "[1, 2]"],
  [Array.from({ length: 20 }, (_, i) => i), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …]"],
  [{ stride: 2, padding: "same" }, '{ stride: 2, padding: "same" }'],
  [Math.max, "a function (max)"],
  [undefined, "undefined"],
  [Number.NaN, "NaN"],
])("formatValue(%j) is %s", (value, text) => {
  expect(formatValue(value)).toBe(text);
});
