import type { Display } from "./mime.js";
import { numberFormat } from "./numbers.js";

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");
const maxItems = 100;
const maxDepth = 4;
const width = 80;

/** Whatever no other display draws: readable text, the same in Node and in a browser. */
export const textDisplay: Display = {
  accepts: () => true,
  bundle: (value) => ({ "text/plain": typeof value === "string" ? value : print(value) }),
};

/**
 * A value as text: nested, cut at 100 items a level, circles named.
 * @example print({ a: [1, 2.5], b: "x" }) // '{ a: [1, 2.5], b: "x" }'
 */
export function print(value: unknown, path: readonly object[] = []): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[function ${value.name || "anonymous"}]`;
  if (typeof value === "number") return number(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (path.includes(value)) return "[circular]";
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind === "Error") return String(value);
  if (kind === "Promise") return "Promise (await it to show its value)";
  if (kind === "Date") return (value as Date).toISOString();
  if (kind === "RegExp") return String(value);
  const own = ownText(value);
  if (own !== undefined) return own;
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? "Object";
  if (path.length >= maxDepth) return `[${name}]`;
  const inner = (item: unknown): string => print(item, [...path, value]);
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return list(value as ArrayLike<unknown>, name, inner);
  if (kind === "Set") return `Set ${block([...(value as Set<unknown>)].map(inner), "{", "}")}`;
  if (kind === "Map") {
    const items = [...(value as Map<unknown, unknown>)].map(
      ([key, item]) => `${inner(key)} => ${inner(item)}`,
    );
    return `Map ${block(items, "{", "}")}`;
  }
  const fields = Object.entries(value).map(([key, item]) => `${fieldName(key)}: ${inner(item)}`);
  return `${name === "Object" ? "" : `${name} `}${block(fields, "{", "}")}`;
}

// Float32 noise such as 0.10000000149011612 says nothing: eight digits tell any two float32 neighbours apart.
const number = (value: number): string =>
  Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(8)));

function list(value: ArrayLike<unknown>, name: string, inner: (item: unknown) => string): string {
  const items = Array.from({ length: Math.min(value.length, maxItems) }, (_, i) => value[i]);
  const numbers = items.every((item) => typeof item === "number");
  const text = numbers && items.length > 8 ? items.map(numberFormat(items)) : items.map(inner);
  if (value.length > maxItems) text.push(`… ${value.length - maxItems} more`);
  return `${name === "Array" ? "" : `${name}(${value.length}) `}${block(text, "[", "]")}`;
}

/** One line while it fits, else one item a line; short numbers flow. */
function block(items: string[], open: string, close: string): string {
  const kept =
    items.length > maxItems + 1 ? [...items.slice(0, maxItems), `… ${items.length - maxItems} more`] : items;
  const pad = open === "{" && kept.length > 0 ? " " : "";
  const line = `${open}${pad}${kept.join(", ")}${pad}${close}`;
  if (line.length <= width && !line.includes("\n")) return line;
  if (kept.every((item) => item.length <= 16 && !item.includes(":"))) return flow(kept, open, close);
  return `${open}\n${kept.map((item) => `  ${item.replaceAll("\n", "\n  ")}`).join(",\n")}\n${close}`;
}

function flow(items: string[], open: string, close: string): string {
  const size = Math.max(...items.map((item) => item.length));
  const perLine = Math.max(1, Math.floor((width - 2) / (size + 2)));
  const rows: string[] = [];
  for (let i = 0; i < items.length; i += perLine) {
    rows.push(
      `  ${items
        .slice(i, i + perLine)
        .map((item) => item.padStart(size))
        .join(", ")}`,
    );
  }
  return `${open}\n${rows.join(",\n")}\n${close}`;
}

/** What an object says of itself: its inspection text (as `console.log` prints it) or its own toString. */
export function ownText(value: object): string | undefined {
  const inspect = (value as Record<symbol, unknown>)[inspectSymbol];
  if (typeof inspect === "function") return String(inspect.call(value, 2, {}, print));
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return undefined;
  const method = (value as { toString?: unknown }).toString;
  // Objects made in a notebook cell come from another realm: compare by name and source, not by identity.
  const builtIn =
    typeof method !== "function" ||
    /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(method));
  return builtIn ? undefined : String(value);
}

const fieldName = (key: string): string =>
  /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key);
