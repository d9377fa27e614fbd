import katex from "katex";
import { expect, test } from "vitest";
import { evaluate, formulas, tex } from "./index.js";

const setting: Record<string, number> = {
  ...{ W: 13, F: 3, P: 1, S: 2, D: 4, K: 6 },
  ...{ i: 5, k: 3, s: 2, p: 1, d: 2, iPrime: 3, alpha: 0, outputPadding: 1, L: 4 },
};

test.each(Object.values(formulas))("$name: TeX parses, with symbols and with numbers", (formula) => {
  const values = Object.fromEntries(formula.inputs.map((symbol) => [symbol, setting[symbol]]));
  for (const source of [tex(formula), tex(formula, values)]) {
    const options = { throwOnError: true, strict: "error", displayMode: true } as const;
    expect(katex.renderToString(source, options)).toContain("katex-display");
  }
});

test("symbols", () => {
  expect(tex("conv.size")).toMatchInlineSnapshot(`"W_2 = \\frac{W - F + 2P}{S} + 1"`);
  expect(tex("conv.floor")).toMatchInlineSnapshot(
    `"W_2 = \\left\\lfloor\\frac{W - F + 2P}{S}\\right\\rfloor + 1"`,
  );
  expect(tex("pool.ceil")).toMatchInlineSnapshot(
    `"W_2 = \\min\\left(\\left\\lceil\\frac{W - F + 2P}{S}\\right\\rceil,\\left\\lceil\\frac{W + P}{S}\\right\\rceil - 1\\right) + 1"`,
  );
  expect(tex("im2col.memory")).toMatchInlineSnapshot(
    `"\\rho = \\frac{F^{2}W_2^{2}}{W^{2}},\\quad W_2 = \\left\\lfloor\\frac{W - F + 2P}{S}\\right\\rfloor + 1"`,
  );
  expect(tex("tr.3")).toMatchInlineSnapshot(`"o' = i',\\quad k' = k,\\quad s' = 1,\\quad p' = p"`);
  expect(tex("tr.7")).toMatchInlineSnapshot(
    `"o' = s\\left(i' - 1\\right) + \\alpha + k - 2p,\\quad \\tilde{i}' = s\\left(i' - 1\\right) + 1,\\quad k' = k,\\quad s' = 1,\\quad p' = k - p - 1"`,
  );
  expect(tex("tr.alpha")).toMatchInlineSnapshot(`"\\alpha = \\left(i + 2p - k\\right) \\bmod s"`);
  expect(tex("dil.size")).toMatchInlineSnapshot(
    `"o = \\left\\lfloor\\frac{i + 2p - k - \\left(k - 1\\right)\\left(d - 1\\right)}{s}\\right\\rfloor + 1,\\quad \\hat{k} = k + \\left(k - 1\\right)\\left(d - 1\\right)"`,
  );
  expect(tex("dil.stack")).toMatchInlineSnapshot(`"r = 1 + \\left(k - 1\\right)\\left(2^{L} - 1\\right)"`);
});

test("numbers", () => {
  expect(tex("conv.size", { W: 227, F: 11, P: 0, S: 4 })).toMatchInlineSnapshot(
    `"W_2 = \\frac{227 - 11 + 2 \\cdot 0}{4} + 1 = 55"`,
  );
  expect(tex("conv.size", { W: 10, F: 3, P: 0, S: 2 })).toMatchInlineSnapshot(
    `"W_2 = \\frac{10 - 3 + 2 \\cdot 0}{2} + 1 = 4.5\\quad\\text{(outside the domain)}"`,
  );
  expect(tex("conv.floor", { W: 6, F: 3, P: -1, S: 2 })).toMatchInlineSnapshot(
    `"W_2 = \\left\\lfloor\\frac{6 - 3 + 2\\left(-1\\right)}{2}\\right\\rfloor + 1 = 1\\quad\\text{(outside the domain)}"`,
  );
  expect(tex("conv.floor", { W: 6, F: 3, P: 1, S: 0 })).toMatchInlineSnapshot(
    `"W_2 = \\left\\lfloor\\frac{6 - 3 + 2 \\cdot 1}{0}\\right\\rfloor + 1\\quad\\text{(outside the domain)}"`,
  );
  expect(tex("tr.emulate", { iPrime: 3, k: 3, s: 2, p: 1, alpha: 1 })).toMatchInlineSnapshot(
    `"o' = \\left(5 + 1 - 3\\right) + 2 \\cdot 1 + 1 = 6,\\quad \\tilde{i}' = 2\\left(3 - 1\\right) + 1 = 5,\\quad k' = 3,\\quad s' = 1,\\quad p' = 3 - 1 - 1 = 1"`,
  );
  expect(tex("tr.alpha", { i: 6, k: 3, s: 2, p: 1 })).toMatchInlineSnapshot(
    `"\\alpha = \\left(6 + 2 \\cdot 1 - 3\\right) \\bmod 2 = 1"`,
  );
  expect(tex("im2col.memory", { W: 227, F: 11, P: 0, S: 4 })).toMatchInlineSnapshot(
    `"\\rho = \\frac{11^{2} \\cdot 55^{2}}{227^{2}} \\approx 7.10328,\\quad W_2 = \\left\\lfloor\\frac{227 - 11 + 2 \\cdot 0}{4}\\right\\rfloor + 1 = 55"`,
  );
});

function display(value: object): unknown {
  return (value as Record<symbol, () => unknown>)[Symbol.for("convkit.display")]();
}

test("in a notebook: a formula, a value, and a reason", () => {
  expect(display(formulas["dil.size"])).toMatchInlineSnapshot(`
    {
      "text/latex": "$$o = \\left\\lfloor\\frac{i + 2p - k - \\left(k - 1\\right)\\left(d - 1\\right)}{s}\\right\\rfloor + 1,\\quad \\hat{k} = k + \\left(k - 1\\right)\\left(d - 1\\right)$$",
      "text/plain": "dil.size: o = ⌊(i + 2p - k - (k - 1)(d - 1)) / s⌋ + 1,   k̂ = k + (k - 1)(d - 1)",
    }
  `);
  expect(display(formulas["im2col.memory"])).toMatchInlineSnapshot(`
    {
      "text/latex": "$$\\rho = \\frac{F^{2}W_2^{2}}{W^{2}},\\quad W_2 = \\left\\lfloor\\frac{W - F + 2P}{S}\\right\\rfloor + 1$$",
      "text/plain": "im2col.memory: expansion = F^2 W₂^2 / W^2,   W₂ = ⌊(W - F + 2P) / S⌋ + 1",
    }
  `);
  expect(display(evaluate("tr.6", { iPrime: 3, k: 3, s: 2, p: 1 }))).toMatchInlineSnapshot(`
    {
      "text/latex": "$$o' = 2\\left(3 - 1\\right) + 3 - 2 \\cdot 1 = 5,\\quad \\tilde{i}' = 2\\left(3 - 1\\right) + 1 = 5,\\quad k' = 3,\\quad s' = 1,\\quad p' = 3 - 1 - 1 = 1$$",
      "text/plain": "tr.6: o′ = 2(3 - 1) + 3 - 2·1 = 5,   ĩ′ = 2(3 - 1) + 1 = 5,   k′ = 3,   s′ = 1,   p′ = 3 - 1 - 1 = 1",
    }
  `);
  expect(display(evaluate("tr.3", { iPrime: 5, k: 4, p: 1 }))).toMatchInlineSnapshot(`
    {
      "text/latex": "$$o' = 5,\\quad k' = 4,\\quad s' = 1,\\quad p' = 1\\quad\\text{(outside the domain)}$$

    tr.3: k=4 is even, but half padding p = (k − 1)/2 is whole only for odd k. What would fit: k=3 (o′=5).",
      "text/plain": "tr.3: k=4 is even, but half padding p = (k − 1)/2 is whole only for odd k. What would fit: k=3 (o′=5).",
    }
  `);
});
