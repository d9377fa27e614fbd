import * as conv from "@convkit/conv";
import type { HasOperation } from "@convkit/tensor";
import * as tensor from "@convkit/tensor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adjoint } from "./laws/adjoint.js";
import { cost } from "./laws/cost.js";
import { empty } from "./laws/empty.js";
import { fast } from "./laws/fast.js";
import { gradient } from "./laws/gradient.js";
import { linear } from "./laws/linear.js";
import { partial } from "./laws/partial.js";
import { precision } from "./laws/precision.js";
import { pure } from "./laws/pure.js";
import { shape } from "./laws/shape.js";
import { value } from "./laws/value.js";
import { type Case, nameOf, type Row } from "./row.js";
import { rows } from "./rows/index.js";
import { hasGradient } from "./subject.js";

const exported = Object.entries({ ...tensor, ...conv }).filter(
  (entry): entry is [string, HasOperation & Row["op"]] =>
    typeof entry[1] === "function" && "operation" in entry[1],
);

test("every exported operation has a row in laws/src/rows", () => {
  const missing = exported.filter(([, op]) => !rows.some((row) => row.op === op)).map(([name]) => name);
  expect(missing).toEqual([]);
});

test("operations are exported under their own names", () => {
  expect(exported.map(([, op]) => op.operation.name)).toEqual(exported.map(([name]) => name));
});

/** Random settings tried for a law: fewer where each takes hundreds of evaluations. */
const runs = (law: unknown): fc.Parameters<[Case]> => ({ numRuns: law === gradient ? 10 : 40, seed: 1 });

describe.each(rows.map((row) => [nameOf(row), row] as const))("%s", (_, row) => {
  const laws: ((row: Row, at?: Case) => void)[] = [shape, value, precision, fast, pure, cost, empty];
  const general = [value, fast];
  if (hasGradient(row)) {
    laws.push(gradient, partial);
    general.push(gradient);
  }
  if (row.linear) {
    laws.push(linear, adjoint);
    general.push(linear, adjoint);
  }
  test.each(laws.map((law) => [law.name, law] as const))("%s", (_, law) => law(row));
  const { arbitrary } = row;
  if (!arbitrary) return;
  test.each(general.map((law) => [law.name, law] as const))("%s, random settings", (_, law) => {
    fc.assert(
      fc.property(arbitrary, (at) => law(row, at)),
      runs(law),
    );
  });
});
