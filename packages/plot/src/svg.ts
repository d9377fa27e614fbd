import { Tensor } from "@convkit/tensor";

/** A number as a coordinate: two decimals, no trailing zeros. */
export function round(value: number): string {
  return String(Math.round(value * 100) / 100 + 0); // + 0 turns −0 into 0
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for element content, or for an attribute between these quotes. */
export function escapeXml(text: string, quote = ""): string {
  return text.replace(/[&<>"]/g, (one) => (one === '"' && quote !== '"' ? one : entities[one]));
}

/** Attributes of an element; numbers are rounded, `undefined` and `false` are left out, `true` is empty. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/** One element. Content is markup already; text must have been through `escapeXml`. */
export function tag(name: string, attributes: Attributes, ...content: string[]): string {
  let open = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    const text = typeof value === "number" ? round(value) : value === true ? "" : value;
    // JSON stays readable, and short, between single quotes.
    const quote = text.includes('"') && !text.includes("'") ? "'" : '"';
    open += ` ${key}=${quote}${escapeXml(text, quote)}${quote}`;
  }
  const inner = content.join("");
  return inner === "" ? `<${open}/>` : `<${open}>${inner}</${name}>`;
}

export function translate(x: number, y: number): string {
  return `translate(${round(x)} ${round(y)})`;
}

/** FNV-1a over UTF-16 units, as five digits of base 36: enough to tell the figures of one page apart. */
export function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return ((state >>> 0) % 36 ** 5).toString(36).padStart(5, "0");
}

/** JSON with sorted keys at every level, typed arrays and tensors as arrays: equal settings give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item) => {
    if (ArrayBuffer.isView(item)) return Array.from(item as unknown as ArrayLike<number>);
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    if (item instanceof Tensor) return item.toArray();
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
