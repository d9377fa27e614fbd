import { unescapeHtml } from "../display/escape.js";

/** The text of the first element of this name, without markup in it. */
export function element(markup: string, name: string): string | undefined {
  const text = new RegExp(`<${name}\\b[^>]*>([^<]*)</${name}>`).exec(markup)?.[1];
  return text === undefined ? undefined : unescapeHtml(text);
}

/** The first attribute of this name, in either kind of quotes. */
export function attribute(markup: string, name: string): string | undefined {
  const [, double, single] = new RegExp(`\\s${name}=(?:"([^"]*)"|'([^']*)')`).exec(markup) ?? [];
  const text = double ?? single;
  return text === undefined ? undefined : unescapeHtml(text);
}
