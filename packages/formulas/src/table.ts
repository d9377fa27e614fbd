import type { Formula } from "./define.js";
import { FormulaError, suggestion } from "./error.js";
import { convolution } from "./records/convolution.js";
import { dilated } from "./records/dilated.js";
import { pooling } from "./records/pooling.js";
import { transposed } from "./records/transposed.js";

/** All formulas by name. */
export const formulas: Readonly<Record<string, Formula>> = Object.freeze(
  Object.fromEntries([...convolution, ...pooling, ...transposed, ...dilated].map((one) => [one.name, one])),
);

/**
 * The formula of that name.
 * @throws FormulaError on an unknown name, with the nearest known one
 * @example formula("tr.6").source
 */
export function formula(name: string): Formula {
  if (Object.hasOwn(formulas, name)) return formulas[name];
  const names = Object.keys(formulas);
  const expected = `one of ${names.join(", ")}`;
  const text = `no such formula, expected ${expected}${suggestion(name, names)}`;
  throw new FormulaError({ formula: name, value: name, expected, text });
}
