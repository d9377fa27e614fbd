import { type Figure, figures } from "@convkit/plot";
import katex from "katex";
import { expect, test } from "vitest";
import { element } from "./svg-words.js";
import { texCaption } from "./tex-caption.js";

test("sentences with an equation are formulas, the others text; steps are left out", () => {
  expect(
    texCaption(
      "2-D convolution, 5 to 3. Covers 100 % of x_1. i = 5, k = 3 → o = 3. o = ⌊(i + 2p − d(k − 1) − 1)/(s)⌋ + 1 = 3. Step 1 of 9: 0·1 = 0.",
    ),
  ).toBe(
    String.raw`2-D convolution, 5 to 3. Covers 100 \% of x\_1. $i = 5,\ k = 3 \to o = 3$. $o = \left\lfloor \frac{i + 2p - d(k - 1) - 1}{s} \right\rfloor + 1 = 3$.`,
  );
});

test("words in formulas are text, marks over letters accents", () => {
  expect(texCaption("transposed: i′ = 2, ĩ′ = 3, k̂ = 5.")).toBe(
    String.raw`$\text{transposed: } i' = 2,\ \tilde i' = 3,\ \hat k = 5$.`,
  );
});

test.each(Object.entries<Figure>(figures))("the caption of %s is TeX", (_, { draw, setting }) => {
  const description = element(draw(setting), "desc")!;
  const caption = texCaption(description);
  const formulas = caption.match(/\$[^$]+\$/g) ?? [];
  if (description.includes(" = ")) expect(formulas.length).toBeGreaterThan(0);
  for (const formula of formulas)
    expect(() => katex.renderToString(formula.slice(1, -1), { strict: "error" })).not.toThrow();
  expect(caption.replace(/\$[^$]+\$/g, "")).toMatch(/^[\x20-\x7e°’–]*$/);
});
