import { grad } from "@convkit/autograd";
import { ones, sum } from "@convkit/tensor";
import { expect, test } from "vitest";
import { dropout } from "../index.js";

const x = ones([100, 100], "float64");

test("drops about the given share and keeps the expectation", () => {
  const y = dropout(x, { rate: 0.25, seed: 7 });
  const dropped = y.data.filter((value: number) => value === 0).length / 1e4;
  expect(Math.abs(dropped - 0.25)).toBeLessThan(0.02); // 4.6 standard deviations
  expect(new Set(y.data)).toEqual(new Set([0, 1 / 0.75]));
});

test("the seed decides, and the gradient has the same mask", () => {
  const y = dropout(x, { seed: 1 });
  expect(dropout(x, { seed: 1 }).data).toEqual(y.data);
  expect(dropout(x, { seed: 2 }).data).not.toEqual(y.data);
  expect(grad((x) => sum(dropout(x, { seed: 1 })))(x).data).toEqual(y.data);
});

test("evaluation returns x, rate 0 keeps all", () => {
  expect(dropout(x, { training: false })).toBe(x);
  expect(dropout(x, { rate: 0, seed: 3 }).data).toEqual(x.data);
});

test("errors", () => {
  expect(() => dropout(x, {})).toThrow(
    "dropout: seed is missing but must be a whole number, another at every step",
  );
  expect(() => dropout(x, { rate: 1, seed: 1 })).toThrow(
    "dropout: rate is 1 but must be from 0 up to, but not, 1",
  );
  expect(() => dropout(x, { p: 0.5 } as never)).toThrow(
    "dropout: there is no option p (the options are rate, seed, training)",
  );
});
