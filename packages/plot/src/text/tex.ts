import { type Label, parse } from "./grammar.js";

const symbols: Record<string, string> = {
  "=": "=",
  "+": "+",
  "<": "<",
  ">": ">",
  "−": "-",
  "·": String.raw`\cdot`,
  "×": String.raw`\times`,
  "→": String.raw`\to`,
  "≤": String.raw`\le`,
  "≥": String.raw`\ge`,
  "⊕": String.raw`\oplus`,
  "∞": String.raw`\infty`,
  "²": "^2",
  "⊤": String.raw`\top`,
  Σ: String.raw`\sum`,
  "∂": String.raw`\partial`,
  α: String.raw`\alpha`,
  "′": "'",
};
const letters: Record<string, string> = { "’": "'", "–": "--", "°": String.raw`$^\circ$`, "\u202f": "~" };

/** A label, or sentences in its grammar, as TeX text: what is mathematics stands between dollars. */
export function tex(label: string): string {
  const read = parse(label);
  const words = split(read.kind === "row" ? read.parts : [read]);
  const texts: string[] = [];
  for (let i = 0; i < words.length; ) {
    const end = formulaEnd(words, i);
    const formula = words.slice(i, end);
    if (formula.some(({ kind }) => kind === "math")) {
      const inner = formula.map(({ labels, mark }, j) => math(labels) + (i + j + 1 < end ? mark : ""));
      texts.push(`$${inner.join(" ")}$${words[end - 1].mark}`);
      i = end;
    } else {
      texts.push(words[i].labels.map(prose).join("") + words[i].mark);
      i++;
    }
  }
  return texts.join(" ");
}

/** Words are one formula while operators join them; a mark ends it, unless parentheses are open. */
function formulaEnd(words: readonly Word[], start: number): number {
  let end = start;
  let open = 0;
  while (end < words.length && words[end].kind !== "prose") {
    if (end > start && open === 0) {
      const [before, after] = [words[end - 1], words[end]];
      if (before.mark !== "" || !(before.joins || after.joins)) break;
    }
    for (const label of words[end].labels) {
      if (label.kind === "glyph") open += Number(label.character === "(") - Number(label.character === ")");
    }
    end++;
  }
  return Math.max(end, start + 1);
}

/** Plain text as a label that says just that. */
export function literally(text: string): string {
  return text.replace(/[*_^{}⌊⌋\\]/g, "\\$&");
}

const operators = new Set("=+<>−·×→≤≥⊕Σ/");

interface Word {
  labels: Label[];
  kind: "prose" | "number" | "math";
  /** It is an operator. */
  joins: boolean;
  /** The punctuation after it. */
  mark: string;
}

function split(parts: readonly Label[]): Word[] {
  const words: Label[][] = [[]];
  for (const part of parts) {
    if (part.kind === "glyph" && part.character === " ") words.push([]);
    else words[words.length - 1].push(part);
  }
  return words
    .filter((labels) => labels.length > 0)
    .map((labels) => {
      const last = labels[labels.length - 1];
      const marked = last.kind === "glyph" && ",;:.".includes(last.character);
      const bare = marked ? labels.slice(0, -1) : labels;
      const kind = bare.some(isMath) ? "math" : bare.every(isDigit) ? "number" : "prose";
      const joins = bare.length === 1 && bare[0].kind === "glyph" && operators.has(bare[0].character);
      return { labels: bare, kind, joins, mark: marked ? last.character : "" };
    });
}

const isMath = (label: Label): boolean =>
  label.kind !== "glyph" || label.font !== "sans" || (label.character in symbols && label.character !== "°");

const isDigit = (label: Label): boolean => label.kind === "glyph" && /[\d.,()]/.test(label.character);

function prose(label: Label): string {
  if (label.kind !== "glyph") return `$${math([label])}$`;
  const { character } = label;
  return letters[character] ?? character.replace(/[#$%&_{}]/, String.raw`\$&`);
}

function math(labels: readonly Label[]): string {
  const out: string[] = [];
  let upright = "";
  const close = (): void => {
    if (upright !== "") out.push(String.raw`\text{${upright}}`);
    upright = "";
  };
  for (const label of labels) {
    if (label.kind === "glyph" && label.font === "sans" && /[A-Za-z]/.test(label.character)) {
      upright += label.character;
      continue;
    }
    close();
    out.push(one(label));
  }
  close();
  return out.reduce(
    (text, next) => text + (/\\[a-z]+$/i.test(text) && /^[A-Za-z]/.test(next) ? " " : "") + next,
    "",
  );
}

function one(label: Label): string {
  switch (label.kind) {
    case "row":
      return math(label.parts);
    case "accent":
      return `${label.accent === "ˆ" ? String.raw`\hat` : String.raw`\tilde`}{${math([label.base])}}`;
    case "fraction":
      return String.raw`\frac{${math([label.over])}}{${math([label.under])}}`;
    case "floor":
      return String.raw`\left\lfloor ${math([label.inner])} \right\rfloor`;
    case "script": {
      const above = label.sup && math([label.sup]);
      const sub = label.sub ? `_{${math([label.sub])}}` : "";
      return one(label.base) + sub + (above === undefined ? "" : /^'+$/.test(above) ? above : `^{${above}}`);
    }
    case "glyph": {
      const { font, character } = label;
      const symbol =
        symbols[character] ?? letters[character] ?? character.replace(/[#$%&_{}]/, String.raw`\$&`);
      return font === "bold" ? String.raw`\mathbf{${symbol}}` : symbol;
    }
  }
}
