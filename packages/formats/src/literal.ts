/** A value of the Python literals that an .npy header is written in; tuples and lists are arrays alike. */
export type Literal = string | number | boolean | null | Literal[] | Map<Literal, Literal>;

/** Deeper nesting than any array's description has. */
const deepest = 32;

const token = /\s*(?:([[\](){},:])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)L?(?![\w.])|([A-Za-z]+))/y;
const words: Record<string, Literal> = { True: true, False: false, None: null };
const closing: Record<string, string> = { "(": ")", "[": "]", "{": "}" };

/**
 * Parses a Python literal of dicts, tuples, lists, strings, whole numbers, True, False and None.
 * @returns undefined where the text is none
 */
export function parseLiteral(text: string): Literal | undefined {
  const tokens = tokenize(text);
  if (!tokens) return undefined;
  let position = 0;

  const value = (depth: number): Literal | undefined => {
    const next = tokens[position++];
    if (!next) return undefined;
    if ("value" in next) return next.value;
    const close = closing[next.mark];
    return close && depth < deepest ? items(close, depth + 1) : undefined;
  };

  const items = (close: string, depth: number): Literal | undefined => {
    const list: Literal[] = [];
    const dict = new Map<Literal, Literal>();
    for (let comma = true; ; ) {
      if (mark() === close) {
        position++;
        if (close === "}") return dict;
        // (3) is the number 3 in brackets, (3,) a tuple.
        return close === ")" && list.length === 1 && !comma ? list[0] : list;
      }
      if (!comma) return undefined;
      const item = value(depth);
      if (item === undefined) return undefined;
      if (close === "}") {
        if (mark() !== ":" || dict.has(item)) return undefined;
        position++;
        const entry = value(depth);
        if (entry === undefined) return undefined;
        dict.set(item, entry);
      } else list.push(item);
      comma = mark() === ",";
      if (comma) position++;
    }
  };
  const mark = (): string | undefined => {
    const next = tokens[position];
    return next && "mark" in next ? next.mark : undefined;
  };

  const result = value(0);
  return position === tokens.length ? result : undefined;
}

function tokenize(text: string): ({ mark: string } | { value: Literal })[] | undefined {
  const tokens: ({ mark: string } | { value: Literal })[] = [];
  const trimmed = text.trimEnd();
  token.lastIndex = 0;
  while (token.lastIndex < trimmed.length) {
    const match = token.exec(trimmed);
    if (!match) return undefined;
    const [, mark, single, double, digits, word] = match;
    if (mark) tokens.push({ mark });
    else if (digits) tokens.push({ value: Number(digits) });
    else if (word === undefined) tokens.push({ value: single ?? double });
    else if (Object.hasOwn(words, word)) tokens.push({ value: words[word] });
    else return undefined;
  }
  return tokens;
}
