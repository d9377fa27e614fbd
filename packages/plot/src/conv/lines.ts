import type { Defs } from "../defs.js";
import { flow } from "../text/flow.js";
import { textWidth } from "../text/layout.js";
import { shown } from "./numbers.js";
import type { Scene } from "./scene.js";
import type { Step } from "./steps.js";

/** The step's arithmetic, as pieces that stay whole. */
export function arithmetic(step: Step, scene: Scene): string[] {
  if (scene.scatter) {
    const value = shown(scene.input[step.grid].cells[step.cell].value);
    return [`${value} times the kernel, `, "added to what is there"];
  }
  const { terms } = step;
  const result = `= ${shown(step.writes[0].value)}`;
  if (terms.length > 18) return [`sum of ${terms.length} products `, result];
  if (terms.length === 0) return ["nothing but zeros ", result];
  const products = terms.map(([value, weight]) => `${factor(value)}·${factor(weight)}`);
  return [...products.map((product, i) => product + (i < terms.length - 1 ? " + " : " ")), result];
}

function factor(value: number): string {
  return value < 0 ? `(${shown(value)})` : shown(value);
}

/** How a paragraph is set: its width, font size and distance of lines. */
export interface Setting {
  width: number;
  size: number;
  leading: number;
}

export function lineCount(
  pieces: readonly string[],
  { size, width }: Pick<Setting, "size" | "width">,
): number {
  return flow(widthsOf(pieces, size), width).lines;
}

/** A paragraph whose first baseline is y = 0, line by line; or, when `shared`, piece by piece with equal pieces stored once. */
export function paragraph(defs: Defs, pieces: readonly string[], set: Setting, shared = false): string {
  const { size, leading } = set;
  const { places, lines } = flow(widthsOf(pieces, size), set.width);
  if (shared)
    return places
      .map(({ x, line }, i) => defs.use(defs.text(pieces[i], 0, 0, { size }), x, line * leading))
      .join("");
  return Array.from({ length: lines }, (_, line) => {
    const text = pieces.filter((_, i) => places[i].line === line).join("");
    return defs.text(text.trimEnd(), 0, line * leading, { size });
  }).join("");
}

function widthsOf(pieces: readonly string[], size: number): number[] {
  return pieces.map((piece) => textWidth(piece, size));
}
