import { ConvKitError } from "@convkit/tensor";
import type { FontName } from "./glyphs.generated.js";

/** A parsed label; see `parse`. */
export type Label =
  | { kind: "glyph"; font: FontName; character: string }
  | { kind: "row"; parts: Label[] }
  | { kind: "script"; base: Label; sub?: Label; sup?: Label }
  | { kind: "accent"; base: Label; accent: "˜" | "ˆ" }
  | { kind: "fraction"; over: Label; under: Label }
  | { kind: "floor"; inner: Label };

const combining: Record<string, "˜" | "ˆ"> = { "\u0303": "˜", "\u0302": "ˆ" };
const upright = "⊤Σ∂";

/**
 * Reads the label grammar.
 *
 *     *i* **w**        italic symbol, bold symbol
 *     w_{r,c} x_1 C^⊤  subscript and superscript, of one character or of a group in braces
 *     ĩ k̂ i′           tilde, hat (combining or composed) and prime
 *     {a}/{b}          a fraction
 *     ⌊…⌋              floor, as tall as what it holds
 *     \*               the character itself, for * _ ^ { } ⌊ ⌋ \
 */
export function parse(text: string): Label {
  const characters = [...text.normalize("NFD")];
  let at = 0;
  let font: FontName = "sans";

  const fail = (expected: string): never => {
    throw new ConvKitError({
      operation: "label",
      argument: JSON.stringify(text),
      found: `at ${at}`,
      expected,
    });
  };
  const stars = (): number => (characters[at] !== "*" ? 0 : characters[at + 1] === "*" ? 2 : 1);
  const switchFont = (): void => {
    const wanted: FontName = stars() === 2 ? "bold" : "math";
    at += stars();
    font = font === wanted ? "sans" : wanted;
  };
  const row = (end?: string): Label => {
    const parts: Label[] = [];
    while (at < characters.length && characters[at] !== end) {
      if (stars() > 0) switchFont();
      else parts.push(scripted());
    }
    if (end !== undefined) {
      if (at >= characters.length) fail(`needs a closing ${end}`);
      at++;
    }
    return parts.length === 1 ? parts[0] : { kind: "row", parts };
  };
  const atom = (): Label => {
    let character = characters[at++] ?? fail("needs a character after the last one");
    if (character === "{") {
      const over = row("}");
      if (characters[at] !== "/" || characters[at + 1] !== "{") return over;
      at += 2;
      return { kind: "fraction", over, under: row("}") };
    }
    if (character === "⌊") return { kind: "floor", inner: row("⌋") };
    if (character === "\\") character = characters[at++] ?? fail("needs a character after \\");
    const symbol = /[A-Za-zα-ω]/.test(character) || (font === "bold" && /\d/.test(character));
    const own: FontName = upright.includes(character) ? "main" : symbol ? font : "sans";
    const glyph: Label = { kind: "glyph", font: own, character };
    const accent = combining[characters[at]];
    if (accent === undefined) return glyph;
    at++;
    return { kind: "accent", base: glyph, accent };
  };
  /** An atom with its primes, subscript and superscript. */
  const scripted = (): Label => {
    const base = atom();
    let primes = 0;
    let sub: Label | undefined;
    let sup: Label | undefined;
    for (;;) {
      // The scripts of *w*_r belong to the w before the star.
      if (font !== "sans" && stars() > 0 && "′_^".includes(characters[at + stars()] ?? " ")) switchFont();
      if (characters[at] === "′" && ++at) primes++;
      else if (characters[at] === "_" && ++at) sub = atom();
      else if (characters[at] === "^" && ++at) sup = atom();
      else break;
    }
    if (primes > 0) {
      const marks: Label[] = Array.from({ length: primes }, () => ({
        kind: "glyph",
        font: "main",
        character: "′",
      }));
      sup = { kind: "row", parts: sup ? [...marks, sup] : marks };
    }
    return sub || sup ? { kind: "script", base, sub, sup } : base;
  };
  return row();
}

/** The label as plain text, for `data-text` and descriptions: markup gone, groups and accents kept readable. */
export function plain(text: string): string {
  return text
    .replace(
      /\\(.)|\*+|\{([^{}]*)\}\/\{([^{}]*)\}/g,
      (_, kept?: string, over?: string, under?: string) =>
        kept ?? (over === undefined ? "" : `(${plain(over)})/(${plain(under ?? "")})`),
    )
    .replace(/[{}]/g, "")
    .normalize("NFC");
}
