import { em, glyphs } from "../text/glyphs.generated.js";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** An affine map: x′ = a·x + c·y + e, y′ = b·x + d·y + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const identity: Matrix = [1, 0, 0, 1, 0, 0];
// DejaVu Sans, in font sizes.
const ascent = 0.928;
const descent = 0.236;

/**
 * Gives jsdom's SVG elements the sizes that plotly asks for: jsdom lays nothing out. A text is as wide as its
 * glyphs, a group as large as the texts in it; other shapes have no extent here.
 */
export function measure(window: any): void {
  const { prototype } = window.SVGElement;
  prototype.getBBox = function () {
    return rectangle(unite(textsIn(this).map((text) => within(text, this))));
  };
  prototype.getBoundingClientRect = function () {
    return rectangle(unite(textsIn(this).map((text) => within(text, null))));
  };
  prototype.getComputedTextLength = function () {
    const { left, right } = unite(textsIn(this).map(textBox));
    return right - left;
  };
}

function rectangle({ left, top, right, bottom }: Box): Record<string, number> {
  return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
}

function textsIn(element: any): any[] {
  return ["text", "tspan"].includes(element.tagName) ? [element] : [...element.querySelectorAll("text")];
}

/** The box of a text as `ancestor` sees it; from outside the page where there is none. */
function within(text: any, ancestor: any): Box {
  let box = textBox(text);
  for (let at = text; at && at !== ancestor; at = at.parentElement) {
    const [a, b, c, d, e, f] = matrixOf(at.getAttribute?.("transform") ?? "");
    const corners = [box.left, box.right].flatMap((x) => [box.top, box.bottom].map((y) => [x, y]));
    const xs = corners.map(([x, y]) => a * x + c * y + e);
    const ys = corners.map(([x, y]) => b * x + d * y + f);
    box = { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  }
  return box;
}

function textBox(text: any): Box {
  const lines = [...text.querySelectorAll("tspan.line")];
  const words: string[] = (lines.length > 0 ? lines : [text]).map((line) => line.textContent);
  const size =
    inherited(text, (at) => Number.parseFloat(at.style?.fontSize || at.getAttribute?.("font-size"))) ?? 12;
  const anchor =
    inherited(text, (at) => anchors[at.style?.textAnchor || at.getAttribute?.("text-anchor")]) ?? 0;
  const width = Math.max(...words.map((line) => widthOf(line, size)));
  const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)) || 0);
  const left = x - anchor * width;
  const below = (words.length - 1) * 1.3 * size; // plotly's line spacing
  return { left, top: y - ascent * size, right: left + width, bottom: y + descent * size + below };
}

const anchors: Record<string, number> = { start: 0, middle: 0.5, end: 1 };

/** The first number that the element or one above it gives. */
function inherited(element: any, read: (at: any) => number | undefined): number | undefined {
  for (let at = element; at; at = at.parentElement) {
    const value = read(at);
    if (value !== undefined && !Number.isNaN(value)) return value;
  }
}

/** Characters that the table lacks count as wide as a digit. */
function widthOf(text: string, size: number): number {
  const { sans } = glyphs;
  return [...text].reduce((sum, character) => sum + ((sans[character] ?? sans["0"])[0] * size) / em, 0);
}

function unite(boxes: Box[]): Box {
  if (boxes.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 };
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

function matrixOf(transform: string): Matrix {
  return [...transform.matchAll(/(\w+)\(([^)]*)\)/g)].map(partOf).reduce(multiply, identity);
}

function partOf([, name, list]: RegExpMatchArray): Matrix {
  const numbers = list
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  const [x, y = 0] = numbers;
  if (name === "translate") return [1, 0, 0, 1, x, y];
  if (name === "scale") return [x, 0, 0, numbers[1] ?? x, 0, 0];
  if (name !== "rotate") return identity;
  const [, cx = 0, cy = 0] = numbers;
  const [cos, sin] = [Math.cos((x * Math.PI) / 180), Math.sin((x * Math.PI) / 180)];
  return [cos, sin, -sin, cos, cx - cos * cx + sin * cy, cy - sin * cx - cos * cy];
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}
