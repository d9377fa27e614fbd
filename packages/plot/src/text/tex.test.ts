import { expect, test } from "vitest";
import { literally, tex } from "./tex.js";

test.each([
  [
    "transposed: *i*′ = 3, *ĩ*′ = 5, *k̂* = 3 → *o*′ = 6",
    String.raw`transposed: $i' = 3$, $\tilde{i}' = 5$, $\hat{k} = 3 \to o' = 6$`,
  ],
  ["*o* = ⌊{*i* − 1}/{*s*}⌋ + 1", String.raw`$o = \left\lfloor \frac{i - 1}{s} \right\rfloor + 1$`],
  ["*s*(*i*′ − 1) + *p*_{end} of 2 rows", String.raw`$s(i' - 1) + p_{\text{end}}$ of 2 rows`],
  ["*p* = (2, 0) × (0, −1), then 3", String.raw`$p = (2, 0) \times (0, -1)$, then 3`],
  ["**C**^⊤, *α* and 8 × 8 × 3 4", String.raw`$\mathbf{C}^{\top}$, $\alpha$ and $8 \times 8 \times 3$ 4`],
  ["95 % of a_b, 4 to 2", String.raw`95 \% of $a_{\text{b}}$, 4 to 2`],
  [literally("95 % of a_b {*}"), String.raw`95 \% of a\_b \{*\}`],
])("%s", (label, expected) => expect(tex(label)).toBe(expected));
