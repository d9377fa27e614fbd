import * as autograd from "@convkit/autograd";
import * as conv from "@convkit/conv";
import * as formats from "@convkit/formats";
import * as gradcheck from "@convkit/gradcheck";
import * as nn from "@convkit/nn";
import * as tensor from "@convkit/tensor";
import { describe, expect, test } from "vitest";
import { docExamples, readmeExamples, runExample } from "./examples.js";

const names = { ...tensor, ...conv, ...autograd, ...formats, ...gradcheck, ...nn };

describe.each(["tensor", "conv", "autograd", "formats", "gradcheck", "nn"])(
  "examples of %s",
  (packageName) => {
    const examples = [...docExamples(packageName), ...readmeExamples(packageName)];
    test.each(examples.map((example) => [example.place, example] as const))("%s", (_, example) => {
      const compared = runExample(example, names, (actual, expected) => expect(actual).toEqual(expected));
      expect(compared, "the last line of an example ends in // value").toBeGreaterThan(0);
    });
  },
);

test("an example that is wrong fails", () => {
  const example = { place: "here", code: "add(tensor([1]), 1).toArray() // [3]" };
  expect(() => runExample(example, names, (a, b) => expect(a).toEqual(b))).toThrow();
});
