import { expect, test } from "vitest";
import { assertClose, tensor } from "./index.js";

test("accepts what is close, in the precision of the operands", () => {
  assertClose(tensor([0.1, -0]), [0.1, 0]);
  assertClose(2, 2 + 1e-10);
  assertClose([Number.NaN, Number.POSITIVE_INFINITY], [Number.NaN, Number.POSITIVE_INFINITY]);
});

test("names the worst element, both values and the tolerance", () => {
  expect(() =>
    assertClose(
      tensor([
        [1, 2],
        [3, 9],
      ]),
      [
        [1, 2.5],
        [3, 4],
      ],
    ),
  ).toThrow("assertClose: element [1, 1] is 9 but 4 is expected (tolerance 0.00001)");
  expect(() => assertClose(2, 2 + 1e-8)).toThrow(
    "assertClose: actual is 2 but 2.00000001 is expected (tolerance 1e-9)",
  );
  expect(() => assertClose([Number.NaN], [1])).toThrow("element [0] is NaN but 1 is expected");
  expect(() => assertClose([Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY])).toThrow(
    "is Infinity but",
  );
});

test("does not broadcast", () => {
  expect(() => assertClose([1], [[1]])).toThrow("assertClose: actual has shape [1] but [1, 1] is expected");
});
