import { ConvKitError } from "@convkit/tensor";
import { em, type FontName, type Glyph, glyphs } from "./glyphs.generated.js";
import { type Label, parse } from "./grammar.js";

/** A glyph placed in a label, in units of the label's size / `em`, y downwards from its baseline. */
export interface Placed {
  font: FontName;
  character: string;
  x: number;
  y: number;
  /** Horizontal and vertical size against the label's own. */
  scale: readonly [number, number];
}

/** A laid-out label: everything in units of `em` to the font size. */
export interface Box {
  width: number;
  ascent: number;
  descent: number;
  glyphs: Placed[];
  /** Fraction bars. */
  rules: { x: number; y: number; width: number; height: number }[];
}

const script = 0.7; // sub- and superscripts, as in TeX
const small = 0.8; // numerator and denominator
const axis = 150; // height of the fraction bar over the baseline: the middle of a sans "="
const rule = 25;

export function glyphOf(font: FontName, character: string): Glyph {
  const glyph = glyphs[font][character];
  if (glyph) return glyph;
  throw new ConvKitError({
    operation: "label",
    argument: "text",
    found: `has the character ${JSON.stringify(character)}`,
    expected: `the glyph table has none in ${font}`,
    fix: "add it to scripts/extract-glyphs.mjs",
  });
}

/** Places the glyphs of a label written in the grammar of `parse`. */
export function layout(text: string): Box {
  return place(parse(text));
}

/** Width of a label at a font size, in the same unit as the size. */
export function textWidth(text: string, size: number): number {
  return (layout(text).width * size) / em;
}

function place(label: Label): Box {
  switch (label.kind) {
    case "glyph": {
      const { font, character } = label;
      const width = glyphOf(font, character)[0];
      const tall = /[A-Z0-9bdfhklt()[\]/′βδθλ]/.test(character);
      return {
        width,
        ascent: tall ? 365 : 275,
        descent: /[gjpqyβμ()[\],]/.test(character) ? 110 : 0,
        glyphs: [{ font, character, x: 0, y: 0, scale: [1, 1] }],
        rules: [],
      };
    }
    case "row":
      return label.parts.map(place).reduce(beside, empty());
    case "script": {
      const base = place(label.base);
      const slant = label.base.kind === "glyph" && label.base.font === "math" ? 20 : 0;
      const sub = label.sub ? moved(scaled(place(label.sub), script), 5, label.sup ? 120 : 95) : empty();
      const sup = label.sup
        ? moved(
            scaled(place(label.sup), script),
            10 + slant,
            -Math.max(base.ascent - 165, label.sub ? 210 : 150),
          )
        : empty();
      const scripts = stack(sub, sup);
      return { ...beside(base, scripts), width: base.width + scripts.width };
    }
    case "accent": {
      const base = place(label.base);
      const mark: Box = { ...empty(), width: glyphOf("main", label.accent)[0] };
      const italic = label.base.kind === "glyph" && label.base.font === "math" ? 30 : 0;
      const lift = base.ascent - 275; // the marks of Main sit over an x-height
      mark.glyphs.push({ font: "main", character: label.accent, x: 0, y: 0, scale: [1, 1] });
      const placedMark = moved(mark, (base.width - mark.width) / 2 + italic, -lift);
      return { ...stack(base, placedMark), width: base.width, ascent: base.ascent + 100 };
    }
    case "fraction": {
      const over = scaled(place(label.over), small);
      const under = scaled(place(label.under), small);
      const width = Math.max(over.width, under.width) + 40;
      const top = moved(over, (width - over.width) / 2 + 30, -(axis + rule / 2 + 45 + over.descent));
      const bottom = moved(under, (width - under.width) / 2 + 30, -axis + rule / 2 + 45 + under.ascent);
      const both = stack(top, bottom);
      both.rules.push({ x: 30, y: -axis - rule / 2, width, height: rule });
      return { ...both, width: width + 60 };
    }
    case "floor": {
      const inner = place(label.inner);
      const [width] = glyphOf("main", "⌊");
      // The glyph spans 431 above the baseline and 144 below; stretch it over the content.
      const stretch = Math.max(0.85, (inner.ascent + inner.descent + 40) / 575);
      const side = (character: string): Box => ({
        width: width + 10,
        ascent: inner.ascent + 20,
        descent: inner.descent + 20,
        glyphs: [
          { font: "main", character, x: 5, y: inner.descent + 20 - 144 * stretch, scale: [1, stretch] },
        ],
        rules: [],
      });
      return [side("⌊"), inner, side("⌋")].reduce(beside);
    }
  }
}

function empty(): Box {
  return { width: 0, ascent: 0, descent: 0, glyphs: [], rules: [] };
}

function stack(a: Box, b: Box): Box {
  return {
    width: Math.max(a.width, b.width),
    ascent: Math.max(a.ascent, b.ascent),
    descent: Math.max(a.descent, b.descent),
    glyphs: [...a.glyphs, ...b.glyphs],
    rules: [...a.rules, ...b.rules],
  };
}

function beside(a: Box, b: Box): Box {
  return { ...stack(a, { ...moved(b, a.width, 0), width: 0 }), width: a.width + b.width };
}

function moved(box: Box, x: number, y: number): Box {
  return {
    width: box.width + x,
    ascent: box.ascent - y,
    descent: box.descent + y,
    glyphs: box.glyphs.map((glyph) => ({ ...glyph, x: glyph.x + x, y: glyph.y + y })),
    rules: box.rules.map((bar) => ({ ...bar, x: bar.x + x, y: bar.y + y })),
  };
}

function scaled(box: Box, by: number): Box {
  return {
    width: box.width * by,
    ascent: box.ascent * by,
    descent: box.descent * by,
    glyphs: box.glyphs.map(({ scale: [w, h], ...glyph }) => ({
      ...glyph,
      x: glyph.x * by,
      y: glyph.y * by,
      scale: [w * by, h * by],
    })),
    rules: box.rules.map((bar) => ({
      x: bar.x * by,
      y: bar.y * by,
      width: bar.width * by,
      height: bar.height * by,
    })),
  };
}
