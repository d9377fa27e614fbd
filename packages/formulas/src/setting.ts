import type { Formula } from "./define.js";
import { FormulaError, suggestion } from "./error.js";
import { parse, type Scope } from "./math.js";
import { digits } from "./render.js";

/** Throws unless every needed symbol, and no unknown one, has a finite number. */
export function checkValues(f: Formula, values: Readonly<Record<string, number>>): void {
  const fault = (symbol: string, expected: string, text: string): FormulaError =>
    new FormulaError({ formula: f.name, symbol, value: values[symbol], expected, text });
  for (const symbol of Object.keys(values)) {
    if (f.inputs.includes(symbol)) continue;
    const expected = `one of ${f.inputs.join(", ")}`;
    throw fault(
      symbol,
      expected,
      `unknown symbol ${symbol}, expected ${expected}${suggestion(symbol, f.inputs)}`,
    );
  }
  for (const symbol of f.inputs) {
    const value: unknown = values[symbol];
    if (value === undefined && f.optional?.includes(symbol)) continue;
    if (typeof value === "number" && Number.isFinite(value)) continue;
    const is = value === undefined ? "is missing" : `is ${typeof value === "string" ? `"${value}"` : value}`;
    throw fault(
      symbol,
      "a finite number",
      `${symbol} (${f.symbols[symbol].meaning}) ${is}, expected a finite number`,
    );
  }
}

/** Everything computed at a setting, and the first reason against it. */
export function attempt(
  f: Formula,
  values: Readonly<Record<string, number>>,
): { scope: Scope; reason?: string } {
  const scope: Scope = { ...values };
  for (const text of f.where ?? []) parse(text).run(scope);
  const inputs = f.inputs.filter((symbol) => scope[symbol] !== undefined);
  const broken = f.domain.find(({ holds }) => given(holds, scope) && parse(holds).run(scope) !== true);
  parse(f.expression).run(scope);
  const computed = Object.keys(f.symbols).filter((symbol) => !f.inputs.includes(symbol));
  const reason =
    miscount(f, inputs, scope) ?? (broken && fill(broken.reason, scope)) ?? miscount(f, computed, scope);
  return { scope, reason };
}

function given(expression: string, scope: Scope): boolean {
  return parse(expression).reads.every((symbol) => scope[symbol] !== undefined);
}

/** The first symbol that should count something and does not. */
function miscount(f: Formula, names: string[], scope: Scope): string | undefined {
  for (const name of names) {
    const { text, meaning, unit, least } = f.symbols[name];
    const value = scope[name];
    if (least === undefined || (Number.isSafeInteger(value) && value >= least)) continue;
    if (value > Number.MAX_SAFE_INTEGER)
      return `${text}=${value} is beyond 2^53 − 1, where counts stop being exact`;
    return `${text}=${digits(value)} must be an integer of at least ${least} (${meaning}, in ${unit})`;
  }
  return undefined;
}

function fill(reason: string, scope: Scope): string {
  return reason.replace(/\{([^}]+)\}/g, (_, expression) => digits(parse(expression).run(scope) as number));
}
