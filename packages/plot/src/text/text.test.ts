import { describe, expect, it } from "vitest";
import { parse, plain } from "./grammar.js";
import { layout, textWidth } from "./layout.js";

const drawn = (text: string): string =>
  layout(text)
    .glyphs.map(({ font, character }) => `${font[0] === "m" ? font.slice(0, 2) : font[0]}:${character}`)
    .join(" ");

describe("label grammar", () => {
  it("sets letters between stars in italics or bold, digits and signs upright", () => {
    expect(drawn("*i* = 5")).toBe("ma:i s:  s:= s:  s:5");
    expect(drawn("**w**1")).toBe("b:w s:1");
    expect(drawn("*2p*")).toBe("s:2 ma:p");
  });

  it("keeps primes, accents and scripts on the letter before the closing star", () => {
    expect(parse("*ĩ*′")).toEqual({
      kind: "script",
      base: { kind: "accent", base: { kind: "glyph", font: "math", character: "i" }, accent: "˜" },
      sub: undefined,
      sup: { kind: "row", parts: [{ kind: "glyph", font: "main", character: "′" }] },
    });
    const [w, r, comma, c] = layout("*w*_{r,c}").glyphs;
    expect([w.y, r.y, comma.character, c.scale]).toEqual([0, 95, ",", [0.7, 0.7]]);
  });

  it("draws a bar between the halves of a fraction and floors as tall as their content", () => {
    const fraction = layout("{a}/{s}");
    expect(fraction.rules).toHaveLength(1);
    const [over, under] = fraction.glyphs;
    expect(over.y).toBeLessThan(fraction.rules[0].y);
    expect(under.y).toBeGreaterThan(fraction.rules[0].y);
    expect(layout("⌊{a}/{s}⌋").glyphs[0].scale[1]).toBeGreaterThan(layout("⌊x⌋").glyphs[0].scale[1]);
  });

  it("escapes with a backslash", () => expect(drawn("3 \\* 4")).toBe("s:3 s:  s:* s:  s:4"));

  it("refuses an open group and an unknown character", () => {
    expect(() => parse("w_{r")).toThrow('label: "w_{r" at 4 but needs a closing }');
    expect(() => layout("漢")).toThrow(
      'label: text has the character "漢" but the glyph table has none in sans; add it to scripts/extract-glyphs.mjs',
    );
  });

  it("measures in the unit of the font size", () => {
    expect(textWidth("00", 10)).toBeCloseTo(2 * 6.36, 6); // DejaVu Sans digits are 0.636 em wide
  });

  it("reads back as plain text", () => {
    expect(plain("*o* = ⌊{*i* + 2*p*}/{*s*}⌋, *ĩ*′, w_{r,c}")).toBe("o = ⌊(i + 2p)/(s)⌋, ĩ′, w_r,c");
  });
});
