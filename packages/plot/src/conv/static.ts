import { type Figure, footOf, frameOf, numbersAt, pageOf } from "./figure.js";
import { basePieces } from "./paint.js";

/** One frame, with the numbers reached so far. */
export function drawStatic(figure: Figure, step: number): string {
  const base = basePieces(figure.stage, figure.brush, figure.scene.steps[step]);
  const { under, over } = frameOf(figure, step, false);
  const foot = footOf(figure, figure.height - figure.top + 12, figure.width);
  const body =
    base.squares + under + base.numbers + numbersAt(figure, step) + over + figure.labels + foot.markup;
  return pageOf(figure, { width: figure.width, height: figure.height + 12 + foot.height }, body, {
    step,
  });
}
