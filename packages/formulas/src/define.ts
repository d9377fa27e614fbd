import { displayable } from "./display.js";
import { FormulaError } from "./error.js";
import { parse } from "./math.js";
import { render } from "./render.js";
import { type SymbolMeaning, symbols as shared } from "./symbols.js";

/** A condition under which a formula holds. */
export interface Condition {
  /** A mathjs expression, true inside the domain; skipped while a symbol in it is not given. */
  readonly holds: string;
  /** Why the formula fails otherwise; `{expression}` is replaced by its value. */
  readonly reason: string;
}

/** What a formula is written as. */
export interface FormulaRecord {
  readonly name: string;
  /** The claim of the notes that it belongs to. */
  readonly claim: string;
  /** What it says, in a sentence. */
  readonly statement: string;
  /** A mathjs equation, e.g. `"W2 = (W - F + 2 P) / S + 1"`. */
  readonly expression: string;
  /** Equations computed first, in order: the expression and the conditions may use them. */
  readonly where?: readonly string[];
  readonly domain: readonly Condition[];
  /** Symbols that may be left out; conditions on them then wait. */
  readonly optional?: readonly string[];
  /** Paper and section, or the rule of a library. */
  readonly source: string;
}

/** A formula ready for `evaluate` and `tex`. */
export interface Formula extends FormulaRecord {
  /** The symbols that take values: first the needed ones, in order of appearance, then the optional ones. */
  readonly inputs: readonly string[];
  /** The symbol that `expression` defines. */
  readonly result: string;
  /** Meaning and unit of every symbol in it. */
  readonly symbols: Readonly<Record<string, SymbolMeaning>>;
}

/**
 * Makes a formula from a record: finds its inputs and gives it a display (TeX in a notebook).
 * @param record the formula as data
 * @param symbols meanings of symbols that the shared table lacks
 * @throws FormulaError if a symbol has no meaning or the expression is no equation
 * @example defineFormula({ name: "area", claim: "", statement: "…", expression: "o = i * k", domain: [], source: "…" })
 */
export function defineFormula(record: FormulaRecord, symbols: Record<string, SymbolMeaning> = {}): Formula {
  const known = { ...shared, ...symbols };
  const equations = [...(record.where ?? []), record.expression].map((text) => ({ text, ...parse(text) }));
  const defined = equations.map(({ text, defines }) => {
    if (defines) return defines;
    const expected = 'an equation such as "o = i - k + 1"';
    throw new FormulaError({
      formula: record.name,
      value: text,
      expected,
      text: `"${text}" is not ${expected}`,
    });
  });
  const optional = record.optional ?? [];
  const read = [...equations].reverse().flatMap(({ reads }) => reads);
  const tested = record.domain.flatMap(({ holds }) => parse(holds).reads);
  const needed = [...new Set([...read, ...tested])].filter(
    (symbol) => !defined.includes(symbol) && !optional.includes(symbol),
  );
  const inputs = [...needed, ...optional];
  const meanings = [...inputs, ...defined].map((symbol) => {
    if (known[symbol]) return [symbol, known[symbol]];
    const expected = "a meaning for every symbol";
    throw new FormulaError({
      formula: record.name,
      symbol,
      expected,
      text: `no meaning is given for ${symbol}`,
    });
  });
  const result = defined[defined.length - 1];
  const formula: Formula = { ...record, inputs, result, symbols: Object.fromEntries(meanings) };
  return displayable(formula, () => ({
    "text/latex": `$$${render(formula, "tex")}$$`,
    "text/plain": `${formula.name}: ${render(formula, "text")}`,
  }));
}
