import type { Formula } from "./define.js";
import { displayable } from "./display.js";
import { parse } from "./math.js";
import { type Near, near } from "./near.js";
import { outside, render } from "./render.js";
import { attempt, checkValues } from "./setting.js";
import { formula as find } from "./table.js";

/** The value of a formula, or why it has none at this setting. */
export type Evaluation =
  | {
      readonly inDomain: true;
      readonly value: number;
      readonly where: Readonly<Record<string, number>>;
      readonly reason?: undefined;
      readonly near?: undefined;
    }
  | {
      readonly inDomain: false;
      readonly value?: undefined;
      readonly where?: undefined;
      readonly reason: string;
      readonly near: readonly Near[];
    };

/**
 * Evaluates a formula at a setting.
 * @param formula a formula or its name
 * @param values a number for each of `formula.inputs` (optional ones may be missing)
 * @returns in the domain: the value, and those of the `where` equations. Outside: the reason, and `near`: for each
 *   symbol the closest smaller and larger value, at most 32 away, that is in the domain while the others stay
 *   (nearest first; empty if no single change helps). In a notebook both show as TeX.
 * @throws FormulaError on an unknown formula or symbol, a missing value, or one that is not a finite number
 * @example evaluate("conv.size", { W: 227, F: 11, P: 0, S: 4 }) // { inDomain: true, value: 55, where: {} }
 */
export function evaluate(formula: Formula | string, values: Readonly<Record<string, number>>): Evaluation {
  const f = typeof formula === "string" ? find(formula) : formula;
  checkValues(f, values);
  const { scope, reason: fault } = attempt(f, values);
  if (fault === undefined) {
    const symbols = (f.where ?? []).map((text) => parse(text).defines as string);
    const where = Object.fromEntries(symbols.map((symbol) => [symbol, scope[symbol]]));
    return displayable({ inDomain: true, value: scope[f.result], where }, () => ({
      "text/latex": `$$${render(f, "tex", scope)}$$`,
      "text/plain": `${f.name}: ${render(f, "text", scope)}`,
    }));
  }
  const reason = `${f.name}: ${fault}`;
  const settings = near(f, values);
  return displayable({ inDomain: false, reason, near: settings }, () => {
    const fits = settings.map((one) => nearText(f, one)).join(", ");
    const text = `${reason}.${fits && ` What would fit: ${fits}.`}`;
    return { "text/latex": `$$${render(f, "tex", scope)}${outside}$$\n\n${text}`, "text/plain": text };
  });
}

function nearText(f: Formula, { change, value }: Near): string {
  const settings = Object.entries(change).map(([symbol, to]) => `${f.symbols[symbol].text}=${to}`);
  return `${settings.join(", ")} (${f.symbols[f.result].text}=${value})`;
}
