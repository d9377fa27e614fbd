import { add, pad, slice, type Tensor } from "@convkit/tensor";
import { expect, test } from "vitest";
import { effectiveReceptiveField } from "./index.js";

/** The mean of three neighbours on the last axis, without padding: weights 1 1 1. */
const blur = (x: Tensor): Tensor => {
  const part = (from: number): Tensor =>
    slice(x, { begin: [0, 0, 0, from], end: [...x.shape.slice(0, 3), x.shape[3] - 2 + from] });
  return add(add(part(0), part(1)), part(2));
};

test("a stack of equal weights sees its whole field, more weakly towards the edge", () => {
  const { map, size, unit } = effectiveReceptiveField((x) => blur(blur(x)), [1, 2, 1, 9], { samples: 1 });
  // 1 1 1 convolved with itself is 1 2 3 2 1; the middle of 5 outputs begins at input 2.
  expect(unit).toEqual([0, 2]);
  expect(map.toArray()[0].map((v: number) => Math.round(v * 3))).toEqual([0, 0, 1, 2, 3, 2, 1, 0, 0]);
  expect(size).toEqual([1, 5]);
});

test("a deep stack's effective field is smaller than the theoretical one", () => {
  const deep = (x: Tensor): Tensor => Array.from({ length: 20 }).reduce<Tensor>(blur, x);
  const { size } = effectiveReceptiveField(deep, [1, 1, 1, 81], { samples: 1 });
  expect(size[1]).toBeGreaterThan(9);
  expect(size[1]).toBeLessThan(41); // the theoretical field
});

test("refuses what is no map, by shape", () => {
  expect(() =>
    effectiveReceptiveField(
      (x) =>
        pad(x, [
          [0, 1],
          [0, 0],
          [0, 0],
        ]),
      [1, 1, 4],
    ),
  ).toThrow(
    "effectiveReceptiveField: f made [2, 1, 4] of [1, 1, 4] but must make [1, C, …] with as many spatial axes as its input",
  );
});
