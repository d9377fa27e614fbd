import type { Formula } from "./define.js";
import { outside, render } from "./render.js";
import { attempt, checkValues } from "./setting.js";
import { formula as find } from "./table.js";

/**
 * TeX of a formula, made from the expression that `evaluate` runs.
 * @param formula a formula or its name
 * @param values with them, numbers in place of the symbols and the result at the end; a setting outside the domain
 *   is marked so
 * @returns TeX without delimiters: the expression, then its `where` equations
 * @throws FormulaError as `evaluate`
 * @example tex("dil.k") // "\\hat{k} = k + \\left(k - 1\\right)\\left(d - 1\\right)"
 */
export function tex(formula: Formula | string, values?: Readonly<Record<string, number>>): string {
  const f = typeof formula === "string" ? find(formula) : formula;
  if (!values) return render(f, "tex");
  checkValues(f, values);
  const { scope, reason } = attempt(f, values);
  return render(f, "tex", scope) + (reason === undefined ? "" : outside);
}
