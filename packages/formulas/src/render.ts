import type { FunctionNode, MathNode, OperatorNode, ParenthesisNode, SymbolNode } from "mathjs/number";
import type { Formula } from "./define.js";
import { parse, type Scope } from "./math.js";

type Dialect = "tex" | "text";

const spaced = { tex: "\\quad ", text: "   " };
const about = { tex: "\\approx", text: "≈" };
const times = { tex: " \\cdot ", text: "·" };

/** Marks TeX whose numbers lie outside the domain. */
export const outside = "\\quad\\text{(outside the domain)}";

/** A number as people write it: integers whole, the rest to six digits. */
export function digits(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/**
 * The equations of a formula, main one first. With a scope that holds its values, numbers stand in place of
 * the symbols and the result follows. TeX and text come from the parsed expression, which is also what is evaluated.
 */
export function render(formula: Formula, dialect: Dialect, scope?: Scope): string {
  const equations = [formula.expression, ...(formula.where ?? [])];
  return equations
    .map((text) => equation(formula, parse(text).node, dialect, scope))
    .join(`,${spaced[dialect]}`);
}

function equation(formula: Formula, node: MathNode, dialect: Dialect, scope?: Scope): string {
  const { name, value: right } = node as unknown as { name: string; value: MathNode };
  const write = (symbol: string) => formula.symbols[symbol][dialect];
  const body = expression(right, dialect, (symbol) => {
    if (!formula.symbols[symbol]) return undefined; // mathjs asks for names of functions, too
    const value = scope?.[symbol];
    return value !== undefined && Number.isFinite(value) ? number(value, dialect) : write(symbol);
  });
  return `${write(name)} = ${body}${conclusion(body, scope?.[name], dialect)}`;
}

/** "= 55", or "≈ 7.10328" where six digits are not all; nothing if the body says it already. */
function conclusion(body: string, value: number | undefined, dialect: Dialect): string {
  if (value === undefined || !Number.isFinite(value)) return "";
  const result = number(value, dialect);
  if (result === body) return "";
  return ` ${Number(digits(value)) === value ? "=" : about[dialect]} ${result}`;
}

function number(value: number, dialect: Dialect): string {
  if (value >= 0) return digits(value);
  return dialect === "tex" ? `\\left(${digits(value)}\\right)` : `(${digits(value)})`;
}

function expression(node: MathNode, dialect: Dialect, symbol: (name: string) => string | undefined): string {
  const write = (child: MathNode): string => {
    const options = { handler, parenthesis: "keep" };
    return (dialect === "tex" ? child.toTex(options) : child.toString(options)).trim();
  };
  // Only what mathjs writes otherwise than the notes do; undefined leaves a node to it.
  const handler = (child: MathNode): string | undefined => {
    if (child.type === "SymbolNode") return symbol((child as SymbolNode).name);
    if (child.type === "FunctionNode")
      return dialect === "text" ? call(child as FunctionNode, write) : undefined;
    if (child.type !== "OperatorNode") return undefined;
    const { op, args } = child as OperatorNode;
    if (op === "*") return product(write(args[0]), write(args[1]), dialect);
    if (op === "mod") return `${write(args[0])} ${dialect === "tex" ? "\\bmod" : "mod"} ${write(args[1])}`;
    if (op === "/" && dialect === "tex") return `\\frac{${write(bare(args[0]))}}{${write(bare(args[1]))}}`;
    if (op === "^") return `${write(args[0])}^${dialect === "tex" ? `{${write(args[1])}}` : write(args[1])}`;
    if (args.length === 2) return `${write(args[0])} ${op} ${write(args[1])}`;
    return undefined;
  };
  return write(node);
}

/** 2P and s(i − 1) stand side by side; a dot keeps two numbers apart. */
function product(left: string, right: string, dialect: Dialect): string {
  if (/^\d/.test(right)) return left + times[dialect] + right;
  const close = dialect === "tex" || /^\d+$/.test(left) || right.startsWith("(");
  return close ? left + right : `${left} ${right}`;
}

const brackets: Record<string, [string, string]> = { floor: ["⌊", "⌋"], ceil: ["⌈", "⌉"] };

function call(node: FunctionNode, write: (child: MathNode) => string): string {
  const { name } = node.fn as SymbolNode;
  const [open, close] = brackets[name] ?? [`${name}(`, ")"];
  return open + node.args.map(write).join(", ") + close;
}

/** A fraction bar already groups what stands above and below it. */
function bare(node: MathNode): MathNode {
  return node.type === "ParenthesisNode" ? (node as ParenthesisNode).content : node;
}
