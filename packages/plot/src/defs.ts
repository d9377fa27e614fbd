import { type Attributes, hash, round, tag, translate } from "./svg.js";
import { em, type FontName } from "./text/glyphs.generated.js";
import { plain } from "./text/grammar.js";
import { type Box, glyphOf, layout } from "./text/layout.js";

export interface TextStyle {
  size: number;
  /** Where x lies on the text. */
  anchor?: "start" | "middle" | "end";
  fill?: string;
  class?: string;
}

/**
 * The shared parts of one SVG: glyph outlines, and pieces that several frames draw. Ids begin with the figure's
 * hash, because figures share pages.
 */
export class Defs {
  readonly prefix: string;
  readonly #ids = new Map<string, string>();
  readonly #markup: string[] = [];
  readonly #boxes = new Map<string, Box>();

  constructor(key: string) {
    this.prefix = `c${hash(key)}`; // an id must not begin with a digit
  }

  /** A class of this figure only, for `schemeStyle`. */
  className(role: "page" | "ink" | "line" | "thin"): string {
    return this.prefix + role;
  }

  /** The id of this markup, defined on first use. */
  id(markup: (id: string) => string, key: string): string {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = `${this.prefix}${this.#ids.size.toString(36)}`;
    this.#ids.set(key, id);
    const text = markup(id);
    this.#markup.push(text);
    return id;
  }

  /** Draws a piece by reference at x, y; equal pieces are stored once. */
  use(piece: string, x = 0, y = 0, attributes: Attributes = {}): string {
    if (piece === "") return "";
    const id = this.id((name) => tag("g", { id: name }, piece), piece);
    return tag("use", { ...attributes, href: `#${id}`, x: x || undefined, y: y || undefined });
  }

  glyph(font: FontName, character: string): string {
    return this.id((id) => tag("path", { id, d: glyphOf(font, character)[1] }), `glyph ${font} ${character}`);
  }

  /** A label as glyph outlines; its words stand in `data-text`. */
  text(text: string, x: number, y: number, style: TextStyle): string {
    const box = this.#layout(text);
    const shift = style.anchor === "middle" ? box.width / 2 : style.anchor === "end" ? box.width : 0;
    const scale = style.size / em;
    const glyphs = box.glyphs
      .filter(({ font, character }) => glyphOf(font, character)[1] !== "")
      .map(({ font, character, x: gx, y: gy, scale: [w, h] }) => {
        const href = `#${this.glyph(font, character)}`;
        if (w === 1 && h === 1)
          return tag("use", { href, x: Math.round(gx) || undefined, y: Math.round(gy) || undefined });
        const size = w === h ? round(w) : `${round(w)} ${round(h)}`;
        return tag("use", { href, transform: `${translate(Math.round(gx), Math.round(gy))}scale(${size})` });
      });
    const rules = box.rules.map((bar) => tag("rect", { ...bar }));
    return tag(
      "g",
      {
        "data-text": plain(text),
        transform: `${translate(x - shift * scale, y)}scale(${String(scale)})`,
        fill: style.fill,
        class: style.class,
      },
      ...glyphs,
      ...rules,
    );
  }

  #layout(text: string): Box {
    const known = this.#boxes.get(text);
    if (known !== undefined) return known;
    const box = layout(text);
    this.#boxes.set(text, box);
    return box;
  }

  toString(): string {
    return tag("defs", {}, ...this.#markup);
  }
}
