import { expect, test } from "vitest";
import { defineFormula, evaluate, FormulaError, formula, formulas, tex } from "./index.js";

/** What a call throws. */
function thrown(call: () => unknown): FormulaError {
  try {
    call();
  } catch (error) {
    if (error instanceof FormulaError) return error;
    throw error;
  }
  throw new Error("did not throw");
}

test("an unknown formula names the nearest one", () => {
  expect(thrown(() => formula("conv.sise")).message).toBe(
    `conv.sise: no such formula, expected one of ${Object.keys(formulas).join(", ")} (did you mean conv.size?)`,
  );
  expect(thrown(() => tex("toString")).message).toMatch(
    /^toString: no such formula, expected one of conv\.size, /,
  );
});

test("an unknown symbol names the known ones", () => {
  const error = thrown(() => evaluate("conv.size", { W: 10, f: 3, P: 0, S: 2 }));
  expect(error.message).toBe("conv.size: unknown symbol f, expected one of W, F, P, S (did you mean F?)");
  expect(error).toMatchObject({ name: "FormulaError", formula: "conv.size", symbol: "f", value: 3 });
});

test("a symbol that another formula has is unknown all the same", () => {
  expect(thrown(() => tex("dil.k", { k: 3, d: 2, s: 1 })).message).toBe(
    "dil.k: unknown symbol s, expected one of k, d",
  );
});

test("a missing value and a value that is no number", () => {
  expect(thrown(() => evaluate("conv.size", { W: 10, F: 3, P: 0 })).message).toBe(
    "conv.size: S (stride, how far a window moves on) is missing, expected a finite number",
  );
  const text = { k: "3" as unknown as number, d: 2 };
  expect(thrown(() => evaluate("dil.k", text)).message).toBe(
    'dil.k: k (kernel size) is "3", expected a finite number',
  );
  expect(thrown(() => evaluate("dil.k", { k: Number.NaN, d: 2 })).message).toBe(
    "dil.k: k (kernel size) is NaN, expected a finite number",
  );
});

const draft = { claim: "", statement: "", domain: [], source: "here" };

test("a formula of one's own", () => {
  const area = defineFormula(
    {
      ...draft,
      name: "area",
      expression: "a = o ^ 2",
      domain: [{ holds: "o < 10", reason: "o={o} is too much" }],
    },
    { a: { text: "a", tex: "A", meaning: "area", unit: "positions", least: 1 } },
  );
  expect(area.inputs).toEqual(["o"]);
  expect(evaluate(area, { o: 3 })).toEqual({ inDomain: true, value: 9, where: {} });
  expect(tex(area, { o: 3 })).toBe("A = 3^{2} = 9");
  expect(evaluate(area, { o: 11 })).toEqual({
    inDomain: false,
    reason: "area: o=11 is too much",
    near: [{ change: { o: 9 }, value: 81 }],
  });
});

test("a formula without an equation, or with a symbol without meaning", () => {
  expect(thrown(() => defineFormula({ ...draft, name: "bad", expression: "i + 1" })).message).toBe(
    'bad: "i + 1" is not an equation such as "o = i - k + 1"',
  );
  expect(thrown(() => defineFormula({ ...draft, name: "bad", expression: "o = i + zz" })).message).toBe(
    "bad: no meaning is given for zz",
  );
});
