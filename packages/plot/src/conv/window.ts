import { round, tag } from "../svg.js";
import { textWidth } from "../text/layout.js";
import { otherSide, unflatten } from "./grid.js";
import { shown } from "./numbers.js";
import type { Brush } from "./paint.js";
import { cellSize, type Point, type Stage, tilted, tiltOf, upright } from "./stage.js";
import type { Tap } from "./steps.js";

const weightSize = 9;

/** The kernel over one map, drawn from its top left corner, so that every position shares one piece. */
export function kernelPiece(
  stage: Stage,
  { defs, palette }: Brush,
  taps: readonly Tap[],
): { shade: string; outline: string; corner: Point } {
  const { scene } = stage;
  const side = otherSide(scene.stepping);
  const { cells } = scene[side][0];
  const points = taps.map((tap) => ({
    ...tap,
    ...stage.offset(side, cells[tap.cell]),
    slice: cells[tap.cell].at.slice(0, -2).join(),
  }));
  const corner = { x: Math.min(...points.map(({ x }) => x)), y: Math.min(...points.map(({ y }) => y)) };
  const kernel = scene.window.map((axis) => axis.kernel);

  const shade = points
    .map(({ x, y }) => `M${x - corner.x} ${y - corner.y}h${cellSize}v${cellSize}h-${cellSize}z`)
    .join("");
  const slices = [...new Set(points.map(({ slice }) => slice))];
  const boxes = slices.map((slice) => {
    const inside = points.filter((point) => point.slice === slice);
    const [xs, ys] = [inside.map(({ x }) => x), inside.map(({ y }) => y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return tag("rect", {
      x: left - corner.x,
      y: top - corner.y,
      width: Math.max(...xs) - left + cellSize,
      height: Math.max(...ys) - top + cellSize,
      fill: "none",
      stroke: palette.kernel,
      "stroke-width": 3,
    });
  });
  const weights = points.flatMap(({ x, y, kernel: flat, weight, text }) => {
    if (weight === undefined) return [];
    const at = upright(stage, { x: x - corner.x, y: y - corner.y });
    const place = unflatten(flat, kernel).join(",");
    return [{ ...at, text: text ?? shown(weight), place, value: String(weight + 0) }];
  });
  // A light tag under each weight: it stands over fills and, in padding, over the page.
  const tags = weights.map(({ x, y, text }) => {
    const width = textWidth(text, weightSize) + 3;
    return `M${round(x + 31 - width)} ${round(y + 20)}h${round(width)}v11h${round(-width)}z`;
  });
  const digits = weights.map(({ x, y, text, place, value }) =>
    defs.use(defs.text(text, 29.5, 29, { size: weightSize, anchor: "end" }), x, y, {
      "data-at": place,
      "data-value": value,
      "data-kind": "weight",
    }),
  );
  const part = { "data-part": "kernel", "data-shape": kernel.join(","), fill: palette.onFill };
  return {
    shade: leaning(stage, tag("path", { d: shade, fill: palette.kernel, "fill-opacity": 0.4 })),
    outline:
      leaning(stage, boxes.join("")) +
      (tags.length > 0 ? tag("path", { d: tags.join(""), fill: "#FFFFFF", "fill-opacity": 0.6 }) : "") +
      tag("g", part, ...digits),
    corner: tilted(stage, corner),
  };
}

/** A piece of a map, as the map lies. */
export function leaning(stage: Stage, piece: string): string {
  const transform = tiltOf(stage);
  return transform === "" ? piece : tag("g", { transform }, piece);
}
