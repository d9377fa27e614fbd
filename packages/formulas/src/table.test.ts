import { expect, test } from "vitest";
import { evaluate, formula, formulas, tex } from "./index.js";
import { parse } from "./math.js";

const all = Object.values(formulas);

test("formula(name) is the record under its name", () => {
  for (const one of all) expect(formula(one.name)).toBe(one);
});

test.each(all)("$name: says where it comes from, and every word of its reasons can be filled in", (one) => {
  expect([one.claim, one.statement, one.source].every((text) => text.length > 0)).toBe(true);
  const templates = one.domain.flatMap(({ reason }) =>
    [...reason.matchAll(/\{([^}]*)\}/g)].map(([, text]) => text),
  );
  const read = [...templates, ...one.domain.map(({ holds }) => holds)].flatMap((text) => parse(text).reads);
  expect(read.filter((symbol) => !one.symbols[symbol])).toEqual([]);
});

test.each(all)("$name: a condition on one symbol is reported at zero, never thrown", (one) => {
  const ones = Object.fromEntries(one.inputs.map((symbol) => [symbol, 1]));
  for (const symbol of one.inputs) {
    const result = evaluate(one, { ...ones, [symbol]: 0 });
    if (one.symbols[symbol].least === 1) expect(result.inDomain).toBe(false);
    expect(tex(one, { ...ones, [symbol]: 0 })).not.toMatch(/NaN|Infinity|undefined/);
  }
});

test("the names", () => {
  expect(Object.keys(formulas).join(" ")).toBe(
    "conv.size conv.floor conv.unread conv.same conv.same.padding im2col.memory im2col.complexity " +
      "pool.size pool.floor pool.ceil pool.75 " +
      "tr.1 tr.2 tr.3 tr.4 tr.5 tr.6 tr.7 tr.alpha tr.emulate tr.size tr.same dil.k dil.size dil.stack",
  );
});
