export { type Condition, defineFormula, type Formula, type FormulaRecord } from "./define.js";
export { FormulaError } from "./error.js";
export { type Evaluation, evaluate } from "./evaluate.js";
export type { Near } from "./near.js";
export type { SymbolMeaning } from "./symbols.js";
export { formula, formulas } from "./table.js";
export { tex } from "./tex.js";
