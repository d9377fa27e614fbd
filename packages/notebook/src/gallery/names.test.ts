import { expect, test } from "vitest";
import { highlight } from "./code.js";
import { importedNames, linkNames } from "./names.js";

const names = new Map([
  ["conv2d", "api-conv.html#conv2d"],
  ["lt", "api-tensor.html#lt"],
]);

test("names in code are links; in strings, comments, members and entities they are not", () => {
  const link = (code: string): string[] =>
    [...linkNames(highlight(code, "typescript"), names).matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(
      ([, href, text]) => `${text} → ${href}`,
    );
  expect(link("const y = conv2d(x, w);")).toEqual(["conv2d → api-conv.html#conv2d"]);
  expect(link('"conv2d" // conv2d\n`conv2d`; x.conv2d(); conv2dGrad; a < b; s.match(/conv2d/)')).toEqual([]);
  expect(link("a < lt(b)")).toEqual(["lt → api-tensor.html#lt"]);
});

test("the text stays the same", () => {
  const html = highlight("conv2d(a < b, 'conv2d', conv2d(y))", "typescript");
  expect(linkNames(html, names).replace(/<\/?a\b[^>]*>/g, "")).toBe(html);
});

test("names are those that cells import", () => {
  const reference = new Map([
    ["@convkit/conv", names],
    ["@convkit/tensor", new Map([["lt", "other.html#lt"]])],
  ]);
  const cells = [
    'import { conv2d,\n  nothing } from "@convkit/conv";',
    'import { lt } from "@convkit/tensor"',
  ];
  expect([...importedNames(cells, reference)]).toEqual([
    ["conv2d", "api-conv.html#conv2d"],
    ["lt", "other.html#lt"],
  ]);
});
