const characters: Record<string, string> = {
  "→": String.raw`\to `,
  "−": "-",
  "·": String.raw`\cdot `,
  "×": String.raw`\times `,
  "′": "'",
  α: String.raw`\alpha `,
  Σ: String.raw`\sum `,
  "∂": String.raw`\partial `,
  "∈": String.raw`\in `,
  "≤": String.raw`\le `,
  "≥": String.raw`\ge `,
  "⊤": String.raw`\top `,
};

/**
 * A figure's description as the argument of `\caption`: sentences with an equation in math mode, the rest as text.
 * What one step does is left out.
 */
export function texCaption(description: string): string {
  return description
    .split(/(?<=\.)\s+/)
    .filter((sentence) => sentence !== "" && !/^Step \d|^\d+ steps?\./.test(sentence))
    .map((sentence) =>
      sentence.includes(" = ") ? `$${math(sentence.replace(/\.$/, ""))}$.` : text(sentence),
    )
    .join(" ");
}

function math(words: string): string {
  const set = texEscape(words)
    .replace(/⌊\((.*?)\)\/\(([^()]*)\)⌋/g, String.raw`\left\lfloor \frac{$1}{$2} \right\rfloor`)
    .replace(/⌊/g, String.raw`\lfloor `)
    .replace(/⌋/g, String.raw` \rfloor `)
    .replace(/(?<![\\A-Za-z])[A-Za-z’]{3,}(?: [a-z’]{2,})*:?/g, (phrase) => String.raw`\text{${phrase} }`)
    .replace(/, /g, String.raw`,\ `);
  return Array.from(set.normalize("NFD"), (character) => characters[character] ?? character)
    .join("")
    .replace(/(\w)\u0303/g, String.raw`\tilde $1`)
    .replace(/(\w)\u0302/g, String.raw`\hat $1`)
    .replace(/ {2,}/g, " ");
}

/** Prose: single symbols become formulas. */
const text = (sentence: string): string =>
  Array.from(texEscape(sentence), (character) =>
    character in characters ? `$${characters[character].trim()}$` : character,
  ).join("");

const texEscape = (words: string): string => words.replace(/[#$%&_{}]/g, String.raw`\$&`);
