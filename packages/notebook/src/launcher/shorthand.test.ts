import { createRequire } from "node:module";
import { expect, test } from "vitest";

const { writeOutShorthands } = createRequire(import.meta.url)("./shorthand.cjs") as {
  writeOutShorthands(code: string): string;
};

test("shorthand properties are written out, on their own line, and nothing else is touched", () => {
  const code = [
    "const { a, b: c } = f({ k, d: 2, e });",
    "({ a } = g({ x, ...rest }));",
    "({ a = 1 } = h);",
    "const text = '{ k }'; // { k }",
  ];
  expect(writeOutShorthands(code.join("\n")).split("\n")).toEqual([
    "const { a, b: c } = f({ k: k, d: 2, e: e });",
    "({ a: a } = g({ x: x, ...rest }));",
    code[2],
    code[3],
  ]);
});

test("code that does not parse stays as it is", () => {
  expect(writeOutShorthands("const = {")).toBe("const = {");
});
