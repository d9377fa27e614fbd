import fc from "fast-check";
import { expect, test } from "vitest";
import { joinLines, splitLines } from "./multiline.js";

test.each([
  ["", []],
  ["a", ["a"]],
  ["a\nb\n", ["a\n", "b\n"]],
  ["\n\n", ["\n", "\n"]],
  ["a\r\nb\rc", ["a\r\n", "b\r", "c"]],
  // The rest of what Python's splitlines takes for line ends.
  [
    "a\vb\fc\x1cd\x1de\x1ef\x85g\u2028h\u2029i",
    ["a\v", "b\f", "c\x1c", "d\x1d", "e\x1e", "f\x85", "g\u2028", "h\u2029", "i"],
  ],
])("%j is split into %j", (text, lines) => {
  expect(splitLines(text)).toEqual(lines);
});

test("joined lines are the text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é", "\u2028") });
  fc.assert(fc.property(text, (value) => joinLines(splitLines(value) as unknown) === value));
});
