import { describe, expect, test } from "vitest";
import { defineOp, elementCost, plan, planAt, type Spec, tensor } from "./index.js";

const scale = (name: string, predicted: number, supports: true | string = true) => ({
  name,
  supports: () => supports,
  predict: () => predicted,
  run: (_: unknown, [x]: readonly ArrayLike<number>[], [y]: readonly { [index: number]: number }[]) => {
    for (let i = 0; i < x.length; i++) y[i] = predicted * x[i];
  },
});

const op = defineOp<{ bias?: number }, object>({
  name: "scaled",
  inputs: [{ name: "x" }],
  params: (options) => options,
  outputs: (_, [x]) => [x],
  forward: (_, [x], [y]) => y.set(x),
  vjp: (_, { dy: [dy] }) => [dy],
  cost: elementCost(10),
  fast: [scale("slow", 9), scale("quick", 3), scale("cubes", 1, "x is not a cube")],
});

const x: Spec = { shape: [2], dtype: "float32" };
const run = (options: object, dtype: "float32" | "float64" = "float32"): number =>
  op([tensor([1, 1], [2], dtype)], options)[0].data[0];

describe("algorithm", () => {
  test("auto takes the least predicted time among those that can", () => {
    expect(run({})).toBe(3);
    expect(plan(op, [x])).toEqual({
      algorithm: "quick",
      reason: "least predicted time (3)",
      predicted: 3,
      alternatives: [
        { algorithm: "slow", predicted: 9 },
        { algorithm: "cubes", reason: "x is not a cube" },
        { algorithm: "definition", predicted: 20 },
      ],
    });
  });

  test("one can be named or forbidden", () => {
    expect(run({ algorithm: "slow" })).toBe(9);
    expect(run({ algorithm: "definition" })).toBe(1);
    expect(run({ algorithm: { not: ["quick"] } })).toBe(9);
    expect(plan(op, [x], { algorithm: { not: ["quick", "slow"] } }).reason).toBe(
      "least predicted time (20) of those allowed",
    );
  });

  test("of programs on resident operands another estimate counts", () => {
    const program = (name: string, alone: number, resident: number) => ({
      ...scale(name, alone),
      predict: (_p: unknown, _i: unknown, _o: unknown, fusion?: object) => (fusion ? resident : alone),
    });
    const programs = [{ ...program("copied", 5, 4), program: () => undefined }, program("alone", 1, 0)];
    const { operation } = op;
    const situation = { params: {}, inputs: [x], outputs: [x] };
    const choose = (fusion?: object) =>
      planAt({ ...operation, fast: programs }, { ...situation, fusion }).alternatives[0];
    // "alone" has no program, so its own estimate counts.
    expect([choose(), choose({})].map(({ predicted }) => predicted)).toEqual([5, 4]);
    expect(planAt({ ...operation, fast: programs }, { ...situation, fusion: {} }).predicted).toBe(1);
  });

  test("float64 is computed by the definition", () => {
    expect(run({}, "float64")).toBe(1);
    expect(() => run({ algorithm: "quick" }, "float64")).toThrow(
      'scaled: algorithm is "quick" but it cannot be used: only float32 has fast implementations',
    );
  });

  test("refuses what it does not know", () => {
    expect(() => run({ algorithm: "winograd" })).toThrow(
      'scaled: algorithm is "winograd" but must be "auto", "slow", "quick", "cubes", "definition" or { not: [names] }',
    );
    expect(() => run({ algorithm: "cubes" })).toThrow("it cannot be used: x is not a cube");
    expect(() => run({ algorithm: { not: ["slow", "quick", "definition"] } })).toThrow("leaves no algorithm");
  });
});
