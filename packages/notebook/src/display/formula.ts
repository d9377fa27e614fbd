import type { Display } from "./mime.js";
import { ownText } from "./text.js";

/** Anything with a `tex` string: formulas of `@convkit/formulas`, or a user's own. */
export const formulaDisplay: Display<{ tex: string }> = {
  accepts: (value) =>
    typeof value === "object" && value !== null && typeof (value as { tex?: unknown }).tex === "string",
  bundle: (formula) => ({
    "text/latex": `$$${formula.tex}$$`,
    "text/plain": ownText(formula) ?? formula.tex,
  }),
};
